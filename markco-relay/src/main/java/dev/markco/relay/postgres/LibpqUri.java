package dev.markco.relay.postgres;

import dev.markco.relay.postgres.PostgresUrl.HostPort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/**
 * The reader of libpq connection URIs.
 *
 * <pre>
 * uri    = ("postgres" | "postgresql") "://" [user [":" password] "@"] [host *("," host)] ["/" database] ["?" params]
 * host   = (name | IPv4 | "[" IPv6 "]") [":" port]
 * params = name "=" value *("&amp;" name "=" value)      ; they win over what stands before them
 * </pre>
 *
 * Every part is percent-decoded. Source: PostgreSQL 18 documentation, 34.1.1.2 (Connection URIs).
 */
final class LibpqUri {
    static final String EXAMPLE = "write it as postgresql://user:password@host:5432/database";

    /** libpq's parameter names where the JDBC driver has another; an empty name drops what means nothing to it. */
    private static final Map<String, String> JDBC_NAMES = Map.ofEntries(
            Map.entry("application_name", "ApplicationName"),
            Map.entry("connect_timeout", "connectTimeout"),
            Map.entry("channel_binding", "channelBinding"),
            Map.entry("gssencmode", "gssEncMode"),
            Map.entry("keepalives", "tcpKeepAlive"),
            Map.entry("krbsrvname", "kerberosServerName"),
            Map.entry("gsslib", "gsslib"),
            Map.entry("require_auth", "requireAuth"),
            Map.entry("sslnegotiation", "sslNegotiation"),
            Map.entry("client_encoding", ""),
            Map.entry("fallback_application_name", ""),
            Map.entry("keepalives_idle", ""),
            Map.entry("keepalives_interval", ""),
            Map.entry("keepalives_count", ""),
            Map.entry("tcp_user_timeout", ""),
            Map.entry("load_balance_hosts", "loadBalanceHosts"),
            Map.entry("target_session_attrs", "targetServerType"));

    private static final Map<String, String> SESSION_ATTRIBUTES = Map.of(
            "any", "any",
            "read-write", "primary",
            "primary", "primary",
            "read-only", "secondary",
            "standby", "secondary",
            "prefer-standby", "preferSecondary");

    private LibpqUri() {}

    static PostgresUrl parse(String url) {
        String rest = afterScheme(url);
        Map<String, String> params = new LinkedHashMap<>();
        int question = rest.indexOf('?');
        if (question >= 0) {
            readParams(rest.substring(question + 1), params);
            rest = rest.substring(0, question);
        }
        int slash = rest.indexOf('/');
        if (slash >= 0 && rest.indexOf('@', slash) >= 0) {
            throw new InvalidDatabaseUrlException(
                    "has an '@' behind its first '/'",
                    "in a user name or password, '/' must be written %2F and '@' %40; in a database name '@' is %40");
        }
        String database = slash < 0 ? null : PercentCode.decode(rest.substring(slash + 1), "database name");
        String authority = slash < 0 ? rest : rest.substring(0, slash);

        String user = null;
        String password = null;
        int at = authority.lastIndexOf('@');
        if (at >= 0) {
            String login = authority.substring(0, at);
            int colon = login.indexOf(':');
            user = PercentCode.decode(colon < 0 ? login : login.substring(0, colon), "user name");
            password = colon < 0 ? null : PercentCode.decode(login.substring(colon + 1), "password");
        }
        List<HostPort> hosts = hosts(authority.substring(at + 1));

        user = take(params, "user", user);
        password = take(params, "password", password);
        database = take(params, "dbname", database);
        hosts = override(hosts, take(params, "host", null), take(params, "port", null));
        return PostgresUrl.withDefaults(hosts, database, user, password, jdbcProperties(params));
    }

    private static String afterScheme(String url) {
        for (String scheme : List.of("postgresql://", "postgres://")) {
            if (url.startsWith(scheme)) {
                return url.substring(scheme.length());
            }
        }
        int end = url.indexOf("://");
        boolean named =
                end > 0 && url.substring(0, end).chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '+');
        throw new InvalidDatabaseUrlException(
                named
                        ? "starts with " + url.substring(0, end) + "://, which is not PostgreSQL"
                        : "does not start with postgresql://",
                EXAMPLE);
    }

    private static void readParams(String query, Map<String, String> into) {
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw new InvalidDatabaseUrlException(
                        "has a query parameter without a value", "write parameters as ?name=value&name=value");
            }
            into.put(
                    PercentCode.decode(pair.substring(0, equals), "query parameters"),
                    PercentCode.decode(pair.substring(equals + 1), "query parameters"));
        }
    }

    private static @Nullable String take(Map<String, String> params, String name, @Nullable String otherwise) {
        String value = params.remove(name);
        return value == null ? otherwise : value;
    }

    private static List<HostPort> hosts(String list) {
        List<HostPort> hosts = new ArrayList<>();
        if (list.isEmpty()) {
            return hosts;
        }
        for (String one : list.split(",", -1)) {
            int bracket = one.indexOf(']');
            if (one.startsWith("[") && bracket < 0) {
                throw new InvalidDatabaseUrlException(
                        "has an IPv6 address without its closing bracket", "write it as [::1]:5432");
            }
            int colon = one.indexOf(':', Math.max(0, bracket));
            String host = colon < 0 ? one : one.substring(0, colon);
            int port = colon < 0 ? PostgresUrl.DEFAULT_PORT : PostgresUrl.port(one.substring(colon + 1));
            hosts.add(new HostPort(hostName(bracket < 0 ? host : one.substring(1, bracket)), port));
        }
        return hosts;
    }

    private static String hostName(String encoded) {
        String host = PercentCode.decode(encoded, "host");
        if (host.startsWith("/") || host.startsWith("@")) {
            throw new InvalidDatabaseUrlException(
                    "names a Unix socket, which the Java driver cannot use",
                    "let PostgreSQL listen on a TCP address and name that: host 127.0.0.1 for the same machine");
        }
        return host.isEmpty() ? "localhost" : host;
    }

    private static List<HostPort> override(List<HostPort> hosts, @Nullable String names, @Nullable String ports) {
        if (names == null && ports == null) {
            return hosts;
        }
        String[] portList = ports == null ? new String[0] : ports.split(",", -1);
        List<HostPort> out = new ArrayList<>();
        List<HostPort> base = hosts.isEmpty() ? List.of(new HostPort("localhost", PostgresUrl.DEFAULT_PORT)) : hosts;
        String[] nameList =
                names == null ? base.stream().map(HostPort::host).toArray(String[]::new) : names.split(",", -1);
        for (int i = 0; i < nameList.length; i++) {
            int port = portList.length > 0
                    ? PostgresUrl.port(portList[Math.min(i, portList.length - 1)])
                    : i < base.size() ? base.get(i).port() : PostgresUrl.DEFAULT_PORT;
            out.add(new HostPort(names == null ? nameList[i] : hostName(nameList[i]), port));
        }
        return out;
    }

    private static Map<String, String> jdbcProperties(Map<String, String> params) {
        Map<String, String> out = new LinkedHashMap<>();
        params.forEach((name, value) -> {
            String jdbc = JDBC_NAMES.getOrDefault(name, name);
            if (jdbc.isEmpty()) {
                return;
            }
            if (PGProperty.forName(jdbc) == null) {
                throw new InvalidDatabaseUrlException(
                        "has the query parameter " + name + ", which is not known",
                        "leave it out, or use a name of the PostgreSQL JDBC driver (sslmode, sslrootcert,"
                                + " connectTimeout, …)");
            }
            out.put(
                    jdbc,
                    switch (name) {
                        case "target_session_attrs" -> sessionAttributes(value);
                        case "keepalives" -> Boolean.toString(!value.equals("0"));
                        default -> value;
                    });
        });
        return out;
    }

    private static String sessionAttributes(String value) {
        String type = SESSION_ATTRIBUTES.get(value);
        if (type == null) {
            throw new InvalidDatabaseUrlException(
                    "has an unknown target_session_attrs",
                    "use one of any, read-write, read-only, primary, standby, prefer-standby");
        }
        return type;
    }
}
