package dev.markco.agent.internal.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.io.EofException;
import org.junit.jupiter.api.Test;

final class UplinkTest {
    @Test
    void aClosedConnectionIsToldInWordsThatAreTheSameEachTime() {
        String closed = "whoever answers there closed the connection";
        assertThat(JettySockets.reason(new EofException("HttpConnectionOverHTTP@195b36d5{closed=false}")))
                .isEqualTo(closed);
        assertThat(JettySockets.reason(new CompletionException(new ClosedChannelException())))
                .isEqualTo(closed);
    }

    @Test
    void otherFailuresSayWhatTheirCauseSays() {
        assertThat(JettySockets.reason(new IOException("outer", new ConnectException("Connection refused"))))
                .isEqualTo("Connection refused");
        assertThat(JettySockets.reason(new IOException())).isEqualTo("IOException");
    }
}
