package dev.bulkhead.ui.audit;

import dev.bulkhead.ui.link.AuditFeed;
import dev.bulkhead.ui.model.AuditEvent;
import dev.bulkhead.ui.model.EventStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;

/** The newest events of one tenant, the newest first, and those of them that the filters let through. JavaFX thread. */
final class AuditRows implements AuditFeed.Sink {
    /** What a window may hold. Older events are in the stream, and in {@code bulkhead audit list}. */
    static final int LIMIT = 5_000;

    private final ObservableList<AuditEvent> newest = FXCollections.observableArrayList();
    private final ReadOnlyBooleanWrapper loaded = new ReadOnlyBooleanWrapper(false);
    private final FilteredList<AuditEvent> shown = new FilteredList<>(newest);

    /** Whether the supervisor has answered: before that, an empty list says nothing. */
    ReadOnlyBooleanProperty loadedProperty() {
        return loaded.getReadOnlyProperty();
    }

    /** Another stream is shown from now on. */
    void clear() {
        loaded.set(false);
        newest.clear();
    }

    /** All that are kept. */
    ObservableList<AuditEvent> newest() {
        return newest;
    }

    /** Those that are shown. */
    ObservableList<AuditEvent> shown() {
        return shown;
    }

    /** Shows calls of tools with {@code tool} in their name alone, and events that ended as {@code status} alone. */
    void filter(String tool, Optional<EventStatus> status) {
        Predicate<AuditEvent> byTool = tool.isBlank() ? event -> true : event -> event.toolContains(tool);
        Predicate<AuditEvent> byStatus = status.<Predicate<AuditEvent>>map(wanted -> event -> event.status() == wanted)
                .orElse(event -> true);
        shown.setPredicate(byTool.and(byStatus));
    }

    @Override
    public void restart() {
        newest.clear();
        loaded.set(true);
    }

    @Override
    public void append(List<AuditEvent> events) {
        newest.addAll(0, events.reversed());
        if (newest.size() > LIMIT) {
            newest.remove(LIMIT, newest.size());
        }
    }
}
