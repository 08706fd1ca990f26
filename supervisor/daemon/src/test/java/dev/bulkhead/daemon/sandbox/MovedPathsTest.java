package dev.bulkhead.daemon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MovedPathsTest {
    @Test
    void pathsOfTheInsideAreShownAsTheyAreWhereNothingIsMounted() {
        MovedPaths moved =
                new MovedPaths(Map.of("/app", "/opt/jars", "/workspace", "/home/$me/work", "/work", "/else"));
        assertThat(moved.seen("/app/a.jar:/app/b.jar")).isEqualTo("/opt/jars/a.jar:/opt/jars/b.jar");
        assertThat(moved.seen("-Duser.home=/workspace")).isEqualTo("-Duser.home=/home/$me/work");
        assertThat(moved.seen("/workspace")).isEqualTo("/home/$me/work");
        assertThat(moved.seen("/workspaces/x")).isEqualTo("/workspaces/x");
        assertThat(moved.seen("/opt/app/x")).isEqualTo("/opt/app/x");
    }

    @Test
    void behindAWallThatMountsTheyStay() {
        assertThat(MovedPaths.NONE.seen("/workspace/a")).isEqualTo("/workspace/a");
    }
}
