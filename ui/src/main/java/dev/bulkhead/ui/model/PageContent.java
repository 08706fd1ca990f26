package dev.bulkhead.ui.model;

import dev.bulkhead.protocol.home.TenantId;
import java.util.List;

/** What the page of one tenant shows besides the tenant itself, as one look at the supervisor found it. */
public record PageContent(
        TenantId tenant, SettingsText settings, List<Alert> alerts, List<Answered> answered, Overview overview) {
    public PageContent {
        alerts = List.copyOf(alerts);
        answered = List.copyOf(answered);
    }
}
