package dev.bulkhead.daemon.tenant;

import java.util.List;
import java.util.stream.Collectors;

/** A settings file cannot be read; says everything that is wrong with it at once, as far as that can be known. */
public final class SettingsException extends Exception {
    private final transient List<SettingsProblem> problems;

    /** @param problems one or more, in the order of the file */
    public SettingsException(List<SettingsProblem> problems) {
        super(problems.stream().map(SettingsProblem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    /** Returns the refusal of a file as a whole, or of one key whose place is not known. */
    static SettingsException of(String file, String key, String why) {
        return new SettingsException(List.of(new SettingsProblem(file, 1, 1, key, why)));
    }

    public List<SettingsProblem> problems() {
        return problems;
    }
}
