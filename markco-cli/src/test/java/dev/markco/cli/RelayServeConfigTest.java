package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.cli.config.Settings;
import dev.markco.relay.RelayConfig;
import dev.markco.relay.identity.IdentityConfig;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Whom a relay believes, by its options and environment. */
final class RelayServeConfigTest {
    private static RelayConfig config(Map<String, String> environment, String... arguments) {
        RelayServeCommand serve = new RelayServeCommand();
        CommandLine commandLine = new CommandLine(serve);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setDefaultValueProvider(Settings.of(environment));
        commandLine.parseArgs(arguments);
        return serve.config();
    }

    private static IdentityConfig identity(Map<String, String> environment, String... arguments) {
        return config(environment, arguments).identity();
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "--port=0, true",
        "--host=0.0.0.0, false",
        "--host=0.0.0.0 --local-user, true",
        "--database-url=postgresql://127.0.0.1/x, false",
        "--database-url=postgresql://127.0.0.1/x --local-user, true",
        "--auth-service=http://127.0.0.1:3001, false",
        "--auth-service=http://127.0.0.1:3001 --local-user, true",
    })
    @DisplayName("R28 'local' exists with the embedded store on loopback and no auth service, or by --local-user")
    void localUser(String options, boolean expected) {
        assertThat(identity(Map.of(), options.split(" ", -1)).localUser()).isEqualTo(expected);
    }

    @Test
    @DisplayName("the past is kept unless --history off, which only 'on' and 'off' answer")
    void history() {
        assertThat(config(Map.of()).keepsHistory()).isTrue();
        assertThat(config(Map.of(), "--history=on").keepsHistory()).isTrue();
        assertThat(config(Map.of(), "--history", "off").keepsHistory()).isFalse();
        assertThat(config(Map.of("MARKCO_HISTORY", "off")).keepsHistory()).isFalse();
        assertThatThrownBy(() -> config(Map.of(), "--history=no"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("on or off");
    }

    @Test
    void theAuthServiceComesFromTheEnvironmentToo() {
        IdentityConfig identity = identity(Map.of("AUTH_SERVICE_URL", "https://auth.example/base"));
        assertThat(identity.authService()).hasToString("https://auth.example/base");
        assertThat(identity.localUser()).isFalse();
        assertThat(identity(Map.of("AUTH_SERVICE_URL", "")).authService()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth", "ftp://auth.example", "/auth/validate"})
    void whatIsNoService(String url) {
        assertThatThrownBy(() -> identity(Map.of(), "--auth-service=" + url))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("--auth-service");
    }

    @Test
    void noAuthWithAnAuthServiceIsAContradiction() {
        assertThatThrownBy(() -> identity(Map.of("SYNC_RELAY_NO_AUTH", "1"), "--auth-service=http://127.0.0.1:1"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("exclude");
    }
}
