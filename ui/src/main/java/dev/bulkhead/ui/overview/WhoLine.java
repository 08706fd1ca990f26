package dev.bulkhead.ui.overview;

import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.model.TenantState;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Chip;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Remaining;
import dev.bulkhead.ui.theme.Shown;
import dev.bulkhead.ui.theme.Tone;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.feather.Feather;

/** Who is signed in, since when and until when; the seconds are counted only when they are few. */
final class WhoLine extends HBox {
    /** Before that a countdown is unrest, and says nothing. */
    private static final Duration NEAR = Duration.ofMinutes(2);

    private final Texts texts;
    private final Clock clock;
    private final DateTimeFormatter time;
    private final Label words = new Label();
    private final Chip reading = new Chip();
    private final Chip countdown = new Chip();
    private boolean isKnown;
    private Optional<Tenant.SignedIn> signedIn = Optional.empty();
    private Optional<Instant> idleLock = Optional.empty();
    private Optional<Instant> hardLock = Optional.empty();

    WhoLine(Texts texts, Clock clock) {
        this.texts = texts;
        this.clock = clock;
        this.time = DateTimeFormatter.ofPattern(texts.get("overview.time"), texts.locale())
                .withZone(clock.getZone());
        words.setId("who");
        words.setGraphic(Icons.of(Feather.USER));
        words.setMinWidth(0);
        reading.setId("reads-only");
        reading.show(Tone.WARNING, texts.get("overview.reads-only"));
        countdown.setId("countdown");
        getStyleClass().add("who");
        setSpacing(12);
        setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(words, reading, countdown);
    }

    void show(Optional<Tenant> tenant) {
        isKnown = tenant.isPresent() && tenant.get().state() != TenantState.UNKNOWN;
        signedIn = tenant.flatMap(Tenant::signedIn);
        tick();
    }

    void show(Optional<Instant> idle, Optional<Instant> hard) {
        idleLock = idle;
        hardLock = hard;
        tick();
    }

    void tick() {
        there(reading, signedIn.map(Tenant.SignedIn::readsOnly).orElse(false));
        Optional<Instant> next = signedIn.flatMap(who -> earlier(idleLock, hardLock));
        boolean isNear = next.isPresent()
                && Duration.between(clock.instant(), next.get()).compareTo(NEAR) <= 0;
        there(countdown, isNear);
        if (isNear) {
            countdown.show(Tone.WARNING, texts.get("overview.locks", Remaining.of(texts, clock.instant(), next.get())));
        }
        if (signedIn.isEmpty()) {
            words.setText(texts.get(isKnown ? "overview.nobody" : "overview.unknown"));
            return;
        }
        Tenant.SignedIn who = signedIn.get();
        words.setText(
                hardLock.isPresent()
                        ? texts.get(
                                "overview.who.until",
                                who.consultant(),
                                time.format(who.since()),
                                time.format(hardLock.get()))
                        : texts.get("overview.who", who.consultant(), time.format(who.since())));
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return one.get().isBefore(other.get()) ? one : other;
    }

    private static void there(Chip chip, boolean shown) {
        Shown.set(chip, shown);
    }
}
