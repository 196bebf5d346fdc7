package dev.markco.relay.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both notations of a database URL, and an error for each way to get one wrong. */
final class PostgresUrlTest {
    private static final String SECRET = "s3cr3t";

    @Test
    void libpqUriIsDecoded() {
        PostgresUrl url =
                PostgresUrl.parse("postgresql://an%40na:p%3A%2F%40%25w+@db.example:6543/m%C3%A4r?sslmode=require");
        assertThat(url.user()).isEqualTo("an@na");
        assertThat(url.password()).isEqualTo("p:/@%w+");
        assertThat(url.database()).isEqualTo("mär");
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:6543/m%C3%A4r");
        assertThat(url.properties()).containsOnly(Map.entry("sslmode", "require"));
        assertThat(url.toString()).isEqualTo("postgresql://an%40na@db.example:6543/m%C3%A4r?sslmode=require");
    }

    @Test
    void whatIsLeftOutHasLibpqsDefaults() {
        PostgresUrl url = PostgresUrl.parse("postgres://");
        String me = System.getProperty("user.name");
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://localhost:5432/" + me);
        assertThat(url.user()).isEqualTo(me);
        assertThat(url.password()).isNull();
        assertThat(PostgresUrl.parse("postgres://eva@h").database()).isEqualTo("eva");
    }

    @Test
    void severalHostsAndAddressesAreTriedInOrder() {
        assertThat(PostgresUrl.parse("postgres://u@[::1]:1,b,c:3/d?target_session_attrs=read-write"))
                .satisfies(url -> {
                    assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://[::1]:1,b:5432,c:3/d");
                    assertThat(url.properties()).containsEntry("targetServerType", "primary");
                });
    }

    @Test
    void queryParametersWin() {
        PostgresUrl url = PostgresUrl.parse(
                "postgres://u:x@h/d?user=v&password=y%26&host=i,j&port=7&dbname=e&connect_timeout=3&application_name=a%20b&keepalives=0");
        assertThat(url.user()).isEqualTo("v");
        assertThat(url.password()).isEqualTo("y&");
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://i:7,j:7/e");
        assertThat(url.properties())
                .containsOnly(
                        Map.entry("connectTimeout", "3"),
                        Map.entry("ApplicationName", "a b"),
                        Map.entry("tcpKeepAlive", "false"));
    }

    @Test
    void jdbcUrlGivesUpItsPassword() {
        PostgresUrl url = PostgresUrl.parse("jdbc:postgresql://h:6543/db?user=eva&password=" + SECRET + "&ssl=true");
        assertThat(url.user()).isEqualTo("eva");
        assertThat(url.password()).isEqualTo(SECRET);
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://h:6543/db");
        assertThat(url.properties()).containsOnly(Map.entry("ssl", "true"));
        assertThat(url.toString()).doesNotContain(SECRET);
        assertThat(PostgresUrl.parse("jdbc:postgresql:db?user=eva").jdbcUrl())
                .isEqualTo("jdbc:postgresql://localhost:5432/db");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"                                          | is empty",
                "mysql://u:s3cr3t@h/d                        | starts with mysql://, which is not PostgreSQL",
                "u:s3cr3t@h/d                                | does not start with postgresql://",
                "jdbc:mysql://u:s3cr3t@h/d                   | is a JDBC URL of another database",
                "jdbc:postgresql://u:s3cr3t@h/d              | has a user before its host",
                "jdbc:postgresql://h:port/d?password=s3cr3t  | cannot be read by the PostgreSQL driver",
                "postgres://u:s3cr3t@h:70000/d               | has the port 70000, which is not within 1 to 65535",
                "postgres://u:a/s3cr3t@h/d                   | has an '@' behind its first '/'",
                "postgres://u:s3cr3t/d                       | has a port that is not a number",
                "postgres://u:s3cr3t@h:/d                    | has a port that is not a number",
                "postgres://u:s3cr3t%2@h/d                   | has a '%' in its password",
                "postgres://u:s3cr3t@%2Fvar%2Frun/d          | names a Unix socket",
                "postgres://u:s3cr3t@/d?host=/tmp            | names a Unix socket",
                "postgres://u:s3cr3t@[::1/d                  | has an IPv6 address without its closing bracket",
                "postgres://u:s3cr3t@h/d?sslmode             | has a query parameter without a value",
                "postgres://u:s3cr3t@h/d?colour=red          | has the query parameter colour, which is not known",
                "postgres://u:s3cr3t@h/d?target_session_attrs=x | has an unknown target_session_attrs",
                "postgres://u:%FF@h/d                        | has a password that is not UTF-8",
            })
    void eachMistakeIsNamedWithoutRepeatingThePassword(String url, String why) {
        InvalidDatabaseUrlException e =
                catchThrowableOfType(InvalidDatabaseUrlException.class, () -> PostgresUrl.parse(url));
        assertThat(e).isNotNull();
        assertThat(e).hasMessageStartingWith("the database URL " + why).hasMessageNotContaining(SECRET);
        assertThat(e.hint()).isNotEmpty().doesNotContain(SECRET);
    }
}
