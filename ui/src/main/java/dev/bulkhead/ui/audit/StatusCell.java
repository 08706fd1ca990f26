package dev.bulkhead.ui.audit;

import dev.bulkhead.ui.model.AuditEvent;
import dev.bulkhead.ui.model.AuditRow;
import dev.bulkhead.ui.model.EventStatus;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Chip;
import dev.bulkhead.ui.theme.Tone;
import java.util.Optional;
import javafx.scene.control.TableCell;
import org.jspecify.annotations.Nullable;

/** How an event ended: a chip with the word. */
final class StatusCell extends TableCell<RowSlot, RowSlot> {
    private final Texts texts;
    private final Chip chip = new Chip();

    StatusCell(Texts texts) {
        this.texts = texts;
    }

    static String word(Texts texts, EventStatus status) {
        return texts.get("status." + status.wireName());
    }

    static Tone tone(EventStatus status) {
        return switch (status) {
            case SUCCESS -> Tone.SUCCESS;
            case ERROR, DENIED -> Tone.DANGER;
            case LIMITED, LOST -> Tone.WARNING;
            case STARTED, CANCELLED, UNKNOWN -> Tone.NEUTRAL;
        };
    }

    @Override
    protected void updateItem(@Nullable RowSlot slot, boolean empty) {
        super.updateItem(slot, empty);
        Optional<EventStatus> status = slot == null || empty
                ? Optional.empty()
                : slot.row().map(AuditRow::event).map(AuditEvent::status);
        if (status.isEmpty()) {
            setGraphic(null);
            setAccessibleText(null);
            return;
        }
        String word = word(texts, status.get());
        chip.show(tone(status.get()), word);
        setAccessibleText(word);
        setGraphic(chip);
    }
}
