package dev.markco.agent.internal.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.DocumentKey;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
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

    @Test
    void whoTriesOnceMoreWhileTheAgentStopsIsToldSo() throws IOException {
        JettySockets sockets =
                new JettySockets(RelayAddress.parse("ws://127.0.0.1:1"), new Credentials(DocumentKey.LOCAL_USER, null));
        sockets.start();
        sockets.close();
        List<String> failures = new ArrayList<>();
        sockets.open(new RelaySocket.Listener() {
            @Override
            public void opened(RelaySocket socket) {
                failures.add("opened");
            }

            @Override
            public void failed(String why) {
                failures.add(why);
            }

            @Override
            public void received(byte[] frame) {
                failures.add("received");
            }

            @Override
            public void ended(String why) {
                failures.add("ended");
            }
        });
        assertThat(failures).containsExactly("the agent stops");
    }
}
