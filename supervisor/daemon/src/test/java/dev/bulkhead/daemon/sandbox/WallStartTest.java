package dev.bulkhead.daemon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WallStartTest {
    private static Wall.Start start(Map<String, String> moved) {
        return new Wall.Start(List.of("x"), List.of(), List.of(), List.of(), moved, Optional.empty());
    }

    @Test
    void pathsOfTheInsideAreShownAsTheyAreWhereNothingIsMounted() {
        Wall.Start start = start(Map.of("/app", "/opt/jars", "/workspace", "/home/$me/work", "/work", "/else"));
        assertThat(start.seen("/app/a.jar:/app/b.jar")).isEqualTo("/opt/jars/a.jar:/opt/jars/b.jar");
        assertThat(start.seen("-Duser.home=/workspace")).isEqualTo("-Duser.home=/home/$me/work");
        assertThat(start.seen("/workspace")).isEqualTo("/home/$me/work");
        assertThat(start.seen("/workspaces/x")).isEqualTo("/workspaces/x");
        assertThat(start.seen("/opt/app/x")).isEqualTo("/opt/app/x");
    }

    @Test
    void behindAWallThatMountsTheyStay() {
        assertThat(start(Map.of()).seen("/workspace/a")).isEqualTo("/workspace/a");
    }
}
