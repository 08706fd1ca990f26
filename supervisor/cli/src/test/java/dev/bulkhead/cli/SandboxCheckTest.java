package dev.bulkhead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What bwrap says where a system keeps it from its namespaces, each with the one command that helps. */
class SandboxCheckTest {
    @Test
    void appArmorIsOpenedForBwrapAlone() {
        for (String said : new String[] {
            "bwrap: setting up uid map: Permission denied",
            "bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted"
        }) {
            assertThat(SandboxCheck.cure(said)).contains("for bwrap alone: sudo", "bwrap-userns-restrict");
        }
    }

    @Test
    void aSwitchOfTheKernelIsNamed() {
        assertThat(SandboxCheck.cure(
                        "bwrap: No permissions to create a new namespace, likely because the kernel does not"
                                + " allow non-privileged user namespaces."))
                .contains("kernel.unprivileged_userns_clone=1");
        assertThat(SandboxCheck.cure("bwrap: Creating new namespace failed: nesting depth or"
                        + " /proc/sys/user/max_*_namespaces exceeded (ENOSPC)"))
                .contains("user.max_user_namespaces");
    }

    @Test
    void anOldBwrapIsNamed() {
        assertThat(SandboxCheck.cure("bwrap: Unknown option --disable-userns")).contains("older than 0.8");
    }

    @Test
    void aContainerIsNamed() {
        assertThat(SandboxCheck.cure("bwrap: Creating new namespace failed: Operation not permitted"))
                .contains("container");
    }

    @Test
    void theWeakerProfileIsOfferedAndNeverTaken() {
        assertThat(SandboxCheck.cure("bwrap: setting up uid map: Permission denied"))
                .contains("or, weaker, name the profile", "landlock");
    }
}
