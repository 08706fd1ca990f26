package dev.bulkhead.daemon.tenant;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * One YAML text on its way to settings, with what is wrong with it so far.
 *
 * <p>Only composed, never constructed: no tag of the text can name a Java type. Aliases are refused, and the depth is
 * bounded before anything recursive sees the text.
 */
final class YamlDocument {
    private static final int MOST_DEPTH = 16;

    private final String file;
    private final List<SettingsProblem> problems = new ArrayList<>();

    YamlDocument(String file) {
        this.file = file;
    }

    /** Returns the mapping at the root of {@code text}. */
    YamlSection root(String text) throws SettingsException {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(SettingsParser.MOST_BYTES)
                .build();
        Node root = null;
        try {
            if (eventsAreBounded(new Parse(settings).parseString(text))) {
                root = new Compose(settings).composeString(text).orElse(null);
            }
        } catch (MarkedYamlEngineException e) {
            // Neither getMessage() nor toString(): they quote the text.
            problem("", e.getProblemMark(), "this is no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            problem("", Optional.empty(), "this is no YAML: a character or a form that YAML does not allow");
        }
        if (problems.isEmpty() && !(root instanceof MappingNode)) {
            problem("", Optional.empty(), "settings are keys and values, beginning with: version: 1");
        }
        refuseIfBad();
        return new YamlSection(this, "", (MappingNode) java.util.Objects.requireNonNull(root));
    }

    void problem(String key, Node at, String message) {
        problem(key, at.getStartMark(), message);
    }

    void problem(String key, Optional<Mark> at, String message) {
        int line = at.map(Mark::getLine).orElse(0) + 1;
        int column = at.map(Mark::getColumn).orElse(0) + 1;
        problems.add(new SettingsProblem(file, line, column, key, message));
    }

    void refuseIfBad() throws SettingsException {
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(SettingsProblem::line).thenComparingInt(SettingsProblem::column));
            throw new SettingsException(problems);
        }
    }

    private boolean eventsAreBounded(Iterable<Event> events) {
        int depth = 0;
        int documents = 0;
        for (Event event : events) {
            switch (event.getEventId()) {
                case DocumentStart -> documents++;
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> {}
            }
            if (event instanceof AliasEvent) {
                problem("", event.getStartMark(), "an alias (*name) is not read here: write the value itself");
                return false;
            }
            if (depth > MOST_DEPTH || documents > 1) {
                problem("", event.getStartMark(), depth > MOST_DEPTH ? "this is nested too deep" : "a second document");
                return false;
            }
        }
        return true;
    }
}
