package dev.bulkhead.ui.overview;

import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Tone;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** What runs for a tenant, in four figures. */
final class Facts extends HBox {
    private final Texts texts;
    private final Label server = value("fact-server");
    private final Label sessions = value("fact-sessions");
    private final Label profile = value("fact-profile");
    private final Label selfTest = value("fact-self-test");

    Facts(Texts texts) {
        this.texts = texts;
        getStyleClass().add("facts");
        getChildren()
                .addAll(
                        fact(Feather.CPU, texts.get("facts.server"), server),
                        fact(Feather.LINK, texts.get("facts.sessions"), sessions),
                        fact(Feather.SHIELD, texts.get("facts.profile"), profile),
                        fact(Feather.CHECK_SQUARE, texts.get("facts.self-test"), selfTest));
    }

    private static Label value(String id) {
        Label value = new Label();
        value.setId(id);
        value.getStyleClass().add("fact-value");
        return value;
    }

    private static VBox fact(Feather icon, String title, Label value) {
        Label heading = new Label(title, Icons.of(icon));
        heading.getStyleClass().add("muted");
        heading.setLabelFor(value);
        VBox fact = new VBox(heading, value);
        fact.getStyleClass().addAll("card", "fact");
        // All four are as wide as each other, whatever stands in them.
        fact.setPrefWidth(0);
        fact.setMinWidth(0);
        setHgrow(fact, Priority.ALWAYS);
        return fact;
    }

    void show(Tenant tenant) {
        tenant.pid()
                .ifPresentOrElse(
                        pid -> some(server, texts.get("facts.number", pid)),
                        () -> none(server, texts.get("facts.server.none")));
        some(sessions, texts.get("facts.number", tenant.sessions()));
        if (tenant.profile().isEmpty()) {
            none(profile, texts.get("facts.profile.none"));
        } else {
            some(profile, tenant.profile());
        }
        if (tenant.selfTest().isEmpty()) {
            none(selfTest, texts.get("facts.self-test.none"));
        } else {
            some(selfTest, tenant.selfTest());
        }
        alarm(profile, !tenant.profile().isEmpty() && !tenant.profile().equals("strict"));
        alarm(selfTest, !allPassed(tenant.selfTest()));
    }

    private static void some(Label value, String text) {
        value.getStyleClass().remove("tone-none");
        value.setText(text);
    }

    private static void none(Label value, String text) {
        some(value, text);
        value.getStyleClass().add("tone-none");
    }

    /** A weaker profile than the strictest is shown in red (rule 1), as is a wall that was found open. */
    private static void alarm(Label value, boolean alarming) {
        value.getStyleClass().remove(Tone.DANGER.styleClass());
        if (alarming) {
            value.getStyleClass().add(Tone.DANGER.styleClass());
        }
    }

    private static boolean allPassed(String selfTest) {
        int slash = selfTest.indexOf('/');
        return slash < 0 || selfTest.substring(0, slash).equals(selfTest.substring(slash + 1));
    }
}
