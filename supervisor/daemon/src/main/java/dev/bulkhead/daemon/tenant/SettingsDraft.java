package dev.bulkhead.daemon.tenant;

import java.util.List;

/**
 * What a text would be as a tenant's settings.
 *
 * @param problems why it cannot be read; empty when it can
 * @param widens what would wait for the consultant, one sentence each
 */
public record SettingsDraft(List<SettingsProblem> problems, List<String> widens) {
    public SettingsDraft {
        problems = List.copyOf(problems);
        widens = List.copyOf(widens);
    }
}
