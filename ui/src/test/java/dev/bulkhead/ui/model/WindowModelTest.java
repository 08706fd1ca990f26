package dev.bulkhead.ui.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.protocol.home.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class WindowModelTest {
    private final WindowModel model = new WindowModel();

    @Test
    void theFirstTenantIsSelectedWhenThereWasNone() {
        model.show(List.of(tenant("acme"), tenant("birch")));
        assertThat(selected()).contains("acme");
    }

    @Test
    void aSelectionStaysWhenOthersComeAndGo() {
        model.show(List.of(tenant("acme"), tenant("birch")));
        model.select(new TenantId("birch"));
        model.show(List.of(tenant("birch"), tenant("cobalt")));
        assertThat(selected()).contains("birch");
    }

    @Test
    void aTenantThatIsRemovedIsNotShownAnyMore() {
        model.show(List.of(tenant("acme"), tenant("birch")));
        model.show(List.of(tenant("birch")));
        assertThat(selected()).contains("birch");
        model.show(List.of());
        assertThat(selected()).isEmpty();
    }

    @Test
    void whatWaitsForATenantIsNotShownWithAnother() {
        model.show(List.of(tenant("acme"), tenant("birch")));
        model.show(waits("birch"));
        assertThat(model.waiting().get()).isEmpty();
        model.show(waits("acme"));
        assertThat(model.waiting().get()).isPresent();
        model.select(new TenantId("birch"));
        assertThat(model.waiting().get()).isEmpty();
    }

    @Test
    void withoutASupervisorNothingIsSaidToRun() {
        model.show(List.of(tenant("acme")));
        model.lost("gone");
        assertThat(model.selected().get())
                .hasValueSatisfying(tenant -> assertThat(tenant.state()).isEqualTo(TenantState.UNKNOWN))
                .hasValueSatisfying(tenant -> assertThat(tenant.pid()).isEmpty())
                .hasValueSatisfying(tenant -> assertThat(tenant.name()).isEqualTo("Name of acme"));
    }

    @Test
    void anEqualValueIsNoChange() {
        List<Tenant> told = new ArrayList<>();
        model.show(List.of(tenant("acme")));
        model.selected().follow(tenant -> tenant.ifPresent(told::add));
        model.show(List.of(tenant("acme")));
        assertThat(told).hasSize(1);
    }

    @Test
    void aWordThatIsNotKnownIsNotTakenForAnother() {
        assertThat(TenantState.of("on-fire")).isEqualTo(TenantState.UNKNOWN);
        assertThat(TenantState.of("signed-out")).isEqualTo(TenantState.SIGNED_OUT);
        assertThat(EventStatus.of("vanished")).isEqualTo(EventStatus.UNKNOWN);
    }

    private Optional<String> selected() {
        return model.selected().get().map(tenant -> tenant.id().value());
    }

    private static Tenant tenant(String id) {
        return new Tenant(
                new TenantId(id),
                "Name of " + id,
                TenantState.READY,
                "/w",
                OptionalLong.of(7),
                1,
                "strict",
                "4/4",
                "",
                0,
                0,
                "",
                Optional.empty());
    }

    private static PageContent waits(String id) {
        TenantId tenant = new TenantId(id);
        return new PageContent(
                tenant,
                new SettingsText("", "", List.of("tools.allow: *")),
                List.of(),
                List.of(),
                new Overview(
                        tenant,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty()));
    }
}
