package dev.bulkhead.ui.tenants;

import dev.bulkhead.ui.model.TenantState;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Tone;

/** How a state is shown: always a tone and a word. */
final class StateLook {
    private StateLook() {}

    static Tone tone(TenantState state) {
        return switch (state) {
            case READY -> Tone.SUCCESS;
            case BUSY -> Tone.ACCENT;
            case WAITING -> Tone.WARNING;
            case HALTED, BROKEN -> Tone.DANGER;
            case SIGNED_OUT, LOCKED, UNKNOWN -> Tone.NEUTRAL;
        };
    }

    static String word(Texts texts, TenantState state) {
        return texts.get("state." + state.wireName());
    }
}
