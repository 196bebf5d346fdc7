package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.cli.config.Settings;
import dev.markco.relay.http.ConnectionLimits;
import dev.markco.sync.room.RoomLimits;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

final class LimitOptionsTest {
    /** The options as {@code markco relay serve} reads them. */
    private static LimitOptions parse(Map<String, String> environment, String... arguments) {
        RelayServeCommand serve = new RelayServeCommand();
        CommandLine commandLine = new CommandLine(serve);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setDefaultValueProvider(Settings.of(environment));
        commandLine.parseArgs(arguments);
        return serve.limits;
    }

    @Test
    void theDefaultsAreThoseOfTheRelay() {
        LimitOptions options = parse(Map.of());
        assertThat(options.room()).isEqualTo(RoomLimits.DEFAULT);
        assertThat(options.connections()).isEqualTo(ConnectionLimits.DEFAULT);
    }

    @Test
    void flagsAndEnvironment() {
        LimitOptions options = parse(
                Map.of("MARKCO_MAX_DOCUMENT_SIZE", "2g", "MARKCO_MAX_CONNECTIONS_PER_USER", "7"),
                "--max-message-size=512K",
                "--max-queued=1000",
                "--max-message-rate=5",
                "--max-awareness-clients=6",
                "--max-connections=8",
                "--max-connections-per-document=9");
        assertThat(options.room())
                .isEqualTo(new RoomLimits(1000, 6, 512 << 10, RoomLimits.DEFAULT.maxPendingBytes(), 2L << 30, 5));
        assertThat(options.connections()).isEqualTo(new ConnectionLimits(8, 7, 9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "M", "1.5M", "9999999999G", "x", "64T"})
    void noSizes(String text) {
        assertThatThrownBy(() -> parse(Map.of(), "--max-message-size=" + text)).isInstanceOf(ParameterException.class);
    }

    @Test
    void outOfRange() {
        assertThatThrownBy(() -> parse(Map.of(), "--max-message-size=3G").room())
                .isInstanceOf(CliException.class)
                .hasMessageContaining("--max-message-size");
        assertThatThrownBy(() -> parse(Map.of(), "--max-connections=0").connections())
                .isInstanceOf(CliException.class)
                .hasMessageContaining("--max-connections");
    }
}
