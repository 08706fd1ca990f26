package dev.bulkhead.ui.audit;

import dev.bulkhead.ui.model.AuditDetail;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** What proves one event, in a plain sentence, and below it on what that rests. */
final class ProofCard extends HBox {
    ProofCard(EventWords words, AuditDetail.Proof proof) {
        Texts texts = words.texts();
        Label verdict = label(texts.get("audit.proof." + proof.verdict().name().toLowerCase(Locale.ROOT)));
        verdict.setId("proof-verdict");
        verdict.getStyleClass().add("proof-verdict");
        VBox body = new VBox(verdict);
        body.setMinWidth(0);
        setHgrow(body, Priority.ALWAYS);
        for (String reason : reasons(words, proof)) {
            Label line = label(reason);
            line.getStyleClass().add("small");
            body.getChildren().add(line);
        }
        getStyleClass().addAll("proof", tone(proof).styleClass());
        getChildren().addAll(Icons.toned(icon(proof)), body);
    }

    private static Label label(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        return label;
    }

    private static List<String> reasons(EventWords words, AuditDetail.Proof proof) {
        Texts texts = words.texts();
        List<String> reasons = new ArrayList<>();
        if (!proof.hashHolds()) {
            reasons.add(texts.get("audit.proof.hash-wrong"));
        }
        if (!proof.follows()) {
            reasons.add(texts.get("audit.proof.chain-wrong"));
        }
        if (proof.beside().equals("changed")) {
            reasons.add(texts.get("audit.proof.beside-changed"));
        }
        proof.checkpoint()
                .ifPresentOrElse(
                        signed -> reasons.add(checkpoint(words, signed)),
                        () -> reasons.add(texts.get("audit.proof.waiting-for", proof.waiting())));
        switch (proof.whole()) {
            case "passed" -> reasons.add(texts.get("audit.proof.whole-passed"));
            case "first-bad" -> reasons.add(texts.get("audit.proof.whole-first-bad"));
            case "behind-a-break" -> reasons.add(texts.get("audit.proof.whole-behind"));
            default -> reasons.add(texts.get("audit.proof.whole-not-yet"));
        }
        if (proof.acceptedBreak()) {
            reasons.add(texts.get("audit.proof.accepted-break"));
        }
        return reasons;
    }

    private static String checkpoint(EventWords words, AuditDetail.SignedAt signed) {
        String at = words.time("audit.time", signed.time());
        if (!signed.included()) {
            return words.texts().get("audit.proof.not-included", signed.size(), at);
        }
        return words.texts()
                .get(
                        switch (signed.signature()) {
                            case "good" -> "audit.proof.signed";
                            case "unknown" -> "audit.proof.other-key";
                            default -> "audit.proof.false-signature";
                        },
                        signed.size(),
                        at);
    }

    private static Tone tone(AuditDetail.Proof proof) {
        return switch (proof.verdict()) {
            case PROVEN -> Tone.SUCCESS;
            case WAITING -> Tone.NEUTRAL;
            case UNPROVEN -> Tone.WARNING;
            case BROKEN -> Tone.DANGER;
        };
    }

    private static Feather icon(AuditDetail.Proof proof) {
        return switch (proof.verdict()) {
            case PROVEN -> Feather.CHECK_CIRCLE;
            case WAITING -> Feather.CLOCK;
            case UNPROVEN -> Feather.HELP_CIRCLE;
            case BROKEN -> Feather.ALERT_OCTAGON;
        };
    }
}
