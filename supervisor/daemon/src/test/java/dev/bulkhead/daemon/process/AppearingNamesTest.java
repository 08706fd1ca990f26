package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.sandbox.ObeyedNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Obeyed names that come to be while servers run. */
class AppearingNamesTest {
    private final List<String> told = new ArrayList<>();

    private AppearingNames names() throws Exception {
        return new AppearingNames(Path.of("/workspace"), ObeyedNames.read(NestedNamesTest.LIST), told::add);
    }

    private static void look(AppearingNames names, String... paths) {
        for (String path : paths) {
            names.sees(Path.of("/workspace", path));
        }
        names.ends();
    }

    @Test
    void whatWasThereBeforeIsNotTold() throws Exception {
        AppearingNames names = names();
        look(names, "", "a", "a/.git", "a/.git/config");
        look(names, "", "a", "a/.git", "a/.git/config");
        assertThat(told).isEmpty();
    }

    @Test
    void whatComesToBeIsToldOnceAndWhatIsInItIsNot() throws Exception {
        AppearingNames names = names();
        look(names, "", "a");
        look(names, "", "a", "a/.git", "a/.git/modules/x/.git", "b/claude.md", "b/notes.md");
        look(names, "", "a", "a/.git", "b/claude.md");
        assertThat(told).containsExactly("a/.git", "b/claude.md");
        look(names, "", "a");
        look(names, "", "a/.git");
        assertThat(told).hasSize(3);
    }

    @Test
    void aStormOfThemIsCutOff() throws Exception {
        AppearingNames names = names();
        look(names, "");
        for (int i = 0; i < 10_000; i++) {
            names.sees(Path.of("/workspace/" + i + "/.git"));
        }
        assertThat(told).hasSize(32);
    }
}
