package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrays, maps and texts within each other are lists, maps and strings: random edits of both, and all that was written late deleted. */
final class TreeModelTest {
    static LongStream seeds() {
        return Seeds.all();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @DisplayName(
            "R4 random edits equal those of lists, maps and strings, and deleting what came later leaves what was before")
    void equalsModel(long seed) {
        Random random = new Random(seed);
        TreeModel model = new TreeModel(random);
        YDoc follower = new YDoc(1);
        YDoc doc = followed(fresh(random), follower);
        StateVector known = StateVector.EMPTY;
        int moment = model.moment();
        for (int step = 0; step < 250; step++) {
            String what = "seed " + seed + ", step " + step;
            int kind = random.nextInt(120);
            if (kind == 0) {
                doc.deleteBeyond(known);
                model.forget(moment);
            } else if (kind < 4) {
                known = doc.stateVector();
                moment = model.moment();
            } else if (kind < 6) {
                YDoc loaded = fresh(random);
                loaded.applyUpdate(doc.encodeStateAsUpdate());
                doc = followed(loaded, follower);
            } else {
                YDoc edited = doc;
                int size = 1 + random.nextInt(4);
                doc.transact(() -> {
                    for (int i = 0; i < size; i++) {
                        model.edit(edited);
                    }
                });
            }
            doc.replica().check();
            assertThat(TreeModel.shown(doc)).as(what).isEqualTo(model.shown());
            assertThat(TreeModel.shown(follower)).as(what + ", follower").isEqualTo(model.shown());
        }
        follower.replica().check();
        assertThat(follower.stateDigest()).as("seed %d", seed).isEqualTo(doc.stateDigest());
    }

    private static YDoc fresh(Random random) {
        return new YDoc(2 + random.nextInt(1 << 30));
    }

    private static YDoc followed(YDoc doc, YDoc follower) {
        doc.observeUpdate((update, origin) -> follower.applyUpdate(update));
        return doc;
    }
}
