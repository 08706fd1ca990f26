package dev.bulkhead.ui.tenants;

import dev.bulkhead.ui.model.Contact;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Dot;
import dev.bulkhead.ui.theme.Tone;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;

/** Whether a supervisor answers, at the foot of the list. */
final class ContactLine extends HBox {
    private final Texts texts;
    private final Dot dot = new Dot();
    private final Label words = new Label();

    ContactLine(WindowModel model, Texts texts) {
        this.texts = texts;
        getStyleClass().add("sidebar-foot");
        words.setId("contact");
        words.getStyleClass().addAll("muted", "small");
        getChildren().addAll(dot, words);
        model.contact().follow(this::show);
    }

    private void show(Contact contact) {
        switch (contact) {
            case Contact.Connecting() -> {
                dot.show(Tone.NEUTRAL);
                words.setText(texts.get("contact.connecting"));
            }
            case Contact.Connected(long pid, String version) -> {
                dot.show(Tone.SUCCESS);
                words.setText(texts.get("contact.connected", version));
            }
            case Contact.Lost(String why) -> {
                dot.show(Tone.DANGER);
                words.setText(texts.get("contact.lost"));
            }
        }
    }
}
