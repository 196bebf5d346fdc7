package dev.markco.relay.store;

import static dev.markco.relay.store.StoreFixture.change;
import static dev.markco.relay.store.StoreFixture.insertion;
import static dev.markco.relay.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.postgres.TestPostgres;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.time.SystemTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** R16 R44: what a relay tells the others of, when, and how often. */
final class AnnouncerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final StoreFixture db = StoreFixture.fresh();
    private final Announcer announcer =
            new Announcer(db.database, new Random(1), Thread::new, SystemTime.named("test"));
    private final DocumentStore store = new DocumentStore(db.database, announcer, true);
    private final List<String> heard = new ArrayList<>();
    private Connection ear;

    @BeforeEach
    void listen() throws SQLException {
        ear = TestPostgres.connect(db.url);
        try (Statement listen = ear.createStatement()) {
            listen.execute("listen " + Announcements.CHANNEL);
        }
    }

    @AfterEach
    void close() throws SQLException {
        announcer.close();
        ear.close();
        db.close();
    }

    /** All that was announced until now, without the name of the relay. */
    private List<String> heard() throws SQLException {
        PGNotification[] now = ear.unwrap(PGConnection.class).getNotifications(1);
        if (now != null) {
            for (PGNotification one : now) {
                assertThat(one.getParameter()).startsWith(announcer.relay().toString());
                heard.add(one.getParameter().substring(37));
            }
        }
        return heard;
    }

    private void awaitHeard(String what) {
        await().atMost(PATIENCE).until(() -> heard().contains(what));
    }

    private UUID stored(DocumentKey key) {
        AuthoredUpdate update = change(key, insertion("words "));
        return Objects.requireNonNull(store.append(List.of(update)).ids().get(update.document()));
    }

    @Test
    @DisplayName("R16 new rows, creations, moves, the trash and what comes out of it are told; a snapshot is not")
    void whatIsTold() throws SQLException {
        UUID id = stored(key("a"));
        awaitHeard("updated " + id);
        store.snapshot(id);
        store.move(key("a"), key("b"));
        awaitHeard("moved " + id);
        assertThat(heard()).as("nothing of the snapshot").containsExactly("updated " + id, "moved " + id);
        UUID created = ((Creation.Created) store.create(change(key("a"), insertion("x")))).id();
        await().atMost(PATIENCE).until(() -> heard().contains("updated " + created));
        assertThat(heard()).as("the former name leads to another one now").contains("moved " + id);
        heard.clear();
        store.trash(key("b"));
        awaitHeard("moved " + id);
        heard.clear();
        store.restore(key("b"), null);
        awaitHeard("moved " + id);
        assertThat(heard()).hasSize(1);
    }

    @Test
    @DisplayName("many commits are told of together, at most once in 20 ms; more than fit are told as all")
    void gathered() throws SQLException {
        long began = System.nanoTime();
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            ids.add(stored(key("d" + i)));
        }
        String last = ids.get(ids.size() - 1).toString();
        await().atMost(PATIENCE).until(() -> heard().stream().anyMatch(payload -> payload.contains(last)));
        long gathers = Duration.ofNanos(System.nanoTime() - began).toMillis() / 20 + 1;
        assertThat(heard()).hasSizeLessThanOrEqualTo((int) gathers);
        String all = String.join(" ", heard());
        assertThat(ids).allSatisfy(id -> assertThat(all).contains(id.toString()));

        List<AuthoredUpdate> many = new ArrayList<>();
        for (int i = 0; i < Announcements.MOST_DOCUMENTS + 1; i++) {
            many.add(change(key("m" + i), insertion("x")));
        }
        store.append(many);
        awaitHeard("updated *");
    }

    @ParameterizedTest
    @CsvSource({"0, 20", "1, 20", "3, 30", "8, 80", "500, 80"})
    @DisplayName("the longer it takes to tell, the longer is gathered, within bounds")
    void gathersLongerWhenBusy(int tookMillis, int gathersMillis) {
        assertThat(Announcer.gather(Duration.ofMillis(tookMillis))).hasMillis(gathersMillis);
    }

    @Test
    @DisplayName("R44 once a connection that broke is back, the others are told to look at everything")
    void brokenConnection() throws SQLException {
        awaitHeard("updated " + stored(key("a")));
        db.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where pid <> pg_backend_pid() and datname = current_database() and query like '%pg_notify%'");
        stored(key("b"));
        awaitHeard("moved *");
        awaitHeard("updated " + stored(key("c")));
    }

    @Test
    @DisplayName("R44 what was committed before the end is told before it")
    void lastWords() throws SQLException {
        UUID id = stored(key("a"));
        announcer.close();
        awaitHeard("updated " + id);
        assertThat(heard()).hasSize(1);
    }

    @Test
    @DisplayName("a store without an announcer tells nobody")
    void alone() throws SQLException {
        db.append(key("a"), "words ");
        awaitHeard("updated " + stored(key("b")));
        assertThat(heard()).hasSize(1);
    }
}
