package dev.bulkhead.daemon.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertSettingsTest {
    private static final SettingsParser PARSER = new SettingsParser(Path.of("/home/ada"));

    private static AlertSettings read(String yaml) throws SettingsException {
        String text = "version: 1\ntenant: acme\n" + yaml + "\n";
        return PARSER.parse("acme.yaml", text.getBytes(StandardCharsets.UTF_8)).alerts();
    }

    @Test
    void whatSettingsDoNotSpeakOfIsAsByDefault() throws Exception {
        assertThat(read("")).isEqualTo(AlertSettings.DEFAULT);
        AlertSettings some = read("alerts: { denied-burst: { threshold: 9 }, volume-out: { threshold: 20m } }");
        assertThat(some.rule(AlertRule.Kind.DENIED_BURST).threshold()).isEqualTo(9);
        assertThat(some.rule(AlertRule.Kind.DENIED_BURST).action()).isEqualTo(AlertAction.SUSPEND);
        assertThat(some.rule(AlertRule.Kind.VOLUME_OUT).threshold()).isEqualTo(20 << 20);
        assertThat(some.rule(AlertRule.Kind.RATE)).isEqualTo(AlertRule.Kind.RATE.byDefault());
    }

    @Test
    void aRuleIsSwitchedOffByItsAction() throws Exception {
        assertThat(read("alerts: { rate: { action: off } }")
                        .rule(AlertRule.Kind.RATE)
                        .isOn())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ deny-burst: { threshold: 5 } }        | alerts.deny-burst: unknown key",
                "{ denied-burst: { treshold: 5 } }       | alerts.denied-burst.treshold: unknown key",
                "{ denied-burst: { threshold: 0 } }      | use 1 to 10000",
                "{ denied-burst: { threshold: many } }   | a whole number is wanted",
                "{ leak-attempt: { threshold: 2 } }      | one is too many",
                "{ rate: { action: ask } }               | only first-seen-tool can ask",
                "{ rate: { action: shout } }             | use off or notify or ask or suspend or halt",
                "{ hours: \"8-19\" }                     | hours are written as 08:00-19:00",
                "{ days: [ mon ] }                       | days need hours",
                "{ hours: \"08:00-19:00\", days: [ day ] } | use mon, tue",
            })
    void whatIsWrongIsNamedWithItsPlace(String alerts, String what) {
        SettingsException refused = catchThrowableOfType(SettingsException.class, () -> read("alerts: " + alerts));
        assertThat(refused).hasMessageContaining(what);
        assertThat(refused.problems()).allMatch(problem -> problem.line() == 3);
    }

    @Test
    void hoursMayGoPastMidnight() throws Exception {
        WorkingHours night = read("alerts: { hours: \"22:00-06:00\", days: [ mon, tue ] }")
                .hours()
                .orElseThrow();
        assertThat(night.contains(LocalDateTime.parse("2026-11-16T23:00:00"))).isTrue();
        assertThat(night.contains(LocalDateTime.parse("2026-11-17T05:59:59"))).isTrue();
        assertThat(night.contains(LocalDateTime.parse("2026-11-17T06:00:00"))).isFalse();
        assertThat(night.contains(LocalDateTime.parse("2026-11-18T23:00:00"))).isFalse();
    }
}
