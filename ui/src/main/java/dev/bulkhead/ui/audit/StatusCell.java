package dev.bulkhead.ui.audit;

import dev.bulkhead.ui.model.AuditEvent;
import dev.bulkhead.ui.model.EventStatus;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Chip;
import dev.bulkhead.ui.theme.Tone;
import javafx.scene.control.TableCell;
import org.jspecify.annotations.Nullable;

/** How an event ended: a chip with the word. */
final class StatusCell extends TableCell<AuditEvent, AuditEvent> {
    private final Texts texts;
    private final Chip chip = new Chip();

    StatusCell(Texts texts) {
        this.texts = texts;
    }

    static String word(Texts texts, EventStatus status) {
        return texts.get("status." + status.wireName());
    }

    private static Tone tone(EventStatus status) {
        return switch (status) {
            case SUCCESS -> Tone.SUCCESS;
            case ERROR, DENIED -> Tone.DANGER;
            case LIMITED, LOST -> Tone.WARNING;
            case STARTED, CANCELLED, UNKNOWN -> Tone.NEUTRAL;
        };
    }

    @Override
    protected void updateItem(@Nullable AuditEvent event, boolean empty) {
        super.updateItem(event, empty);
        if (event == null || empty) {
            setGraphic(null);
            setAccessibleText(null);
            return;
        }
        String word = word(texts, event.status());
        chip.show(tone(event.status()), word);
        setAccessibleText(word);
        setGraphic(chip);
    }
}
