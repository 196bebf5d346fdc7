package dev.markco.cli;

import dev.markco.relay.HostProgram;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which markco this is, as the build wrote it down. */
final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        return new String[] {"markco " + version()};
    }

    static String version() throws IOException {
        try (InputStream in = Versions.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IOException("version.properties is missing from the build");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        }
    }

    /** This program, as a relay in it tells those on its machine. */
    static HostProgram program() throws IOException {
        return new HostProgram(version(), Logging.problems());
    }
}
