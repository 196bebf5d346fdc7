package dev.markco.relay.postgres;

import dev.markco.relay.postgres.PostgresUrl.HostPort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** The reader of {@code jdbc:postgresql:} URLs; the driver's own parser does the work. */
final class JdbcUrl {
    private static final String PREFIX = "jdbc:postgresql:";
    private static final String EXAMPLE =
            "write it as jdbc:postgresql://host:5432/database?user=name&password=secret, or as"
                    + " postgresql://user:password@host:5432/database";

    private JdbcUrl() {}

    static PostgresUrl parse(String url) {
        if (!url.startsWith(PREFIX)) {
            throw new InvalidDatabaseUrlException("is a JDBC URL of another database than PostgreSQL", EXAMPLE);
        }
        String address = url.substring(PREFIX.length());
        int query = address.indexOf('?');
        if (address.startsWith("//") && (query < 0 ? address : address.substring(0, query)).indexOf('@') >= 0) {
            throw new InvalidDatabaseUrlException("has a user before its host, which JDBC URLs cannot have", EXAMPLE);
        }
        Properties given = Driver.parseURL(url, new Properties());
        if (given == null) {
            throw new InvalidDatabaseUrlException("cannot be read by the PostgreSQL driver", EXAMPLE);
        }
        Map<String, String> rest = new LinkedHashMap<>();
        for (String name : given.stringPropertyNames()) {
            rest.put(name, given.getProperty(name));
        }
        String[] names = orEmpty(rest.remove(PGProperty.PG_HOST.getName())).split(",", -1);
        String[] ports = orEmpty(rest.remove(PGProperty.PG_PORT.getName())).split(",", -1);
        List<HostPort> hosts = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            String host = names[i].startsWith("[") ? names[i].substring(1, names[i].length() - 1) : names[i];
            hosts.add(new HostPort(host.isEmpty() ? "localhost" : host, PostgresUrl.port(ports[i])));
        }
        String database = rest.remove(PGProperty.PG_DBNAME.getName());
        String user = rest.remove(PGProperty.USER.getName());
        String password = rest.remove(PGProperty.PASSWORD.getName());
        return PostgresUrl.withDefaults(hosts, database, user, password, rest);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
