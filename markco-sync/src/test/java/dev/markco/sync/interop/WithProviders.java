package dev.markco.sync.interop;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A test class with the real npm providers, in one Node process for all its tests. */
public abstract class WithProviders {
    protected static ProviderClients providers;

    @BeforeAll
    static void startNode() {
        providers = ProviderClients.start();
    }

    @AfterAll
    static void stopNode() {
        providers.close();
    }
}
