package dev.bulkhead.daemon.tenant;

import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.util.List;

/** Judges what people wrote: what cannot be read is refused, what widens waits, the rest counts. For who holds the store's lock. */
final class Wishes implements WrittenSettings.Judge {
    private final SettingsFiles files;
    private final SettingsParser parser;
    private final SettingsInForce inForce;

    Wishes(SettingsFiles files, SettingsParser parser, SettingsInForce inForce) {
        this.files = files;
        this.parser = parser;
        this.inForce = inForce;
    }

    @Override
    public void judge(TenantId tenant, WrittenSettings.Content content) throws IOException {
        switch (content) {
            case WrittenSettings.Gone gone -> {
                if (inForce.of(tenant) != null) {
                    inForce.refuse(
                            tenant,
                            files.name(tenant) + " was deleted: the settings before stay in force; to remove the"
                                    + " tenant use: bulkhead tenant remove " + tenant);
                }
                inForce.waitsNoMore(tenant);
            }
            case WrittenSettings.Unreadable unreadable ->
                inForce.refuse(tenant, files.name(tenant) + " cannot be read: " + unreadable.why());
            case WrittenSettings.Text text -> {
                try {
                    wish(tenant, text, parser.parse(files.name(tenant), text.bytes(), inForce::workspaceProblem));
                } catch (SettingsException e) {
                    inForce.refuse(tenant, String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private void wish(TenantId tenant, WrittenSettings.Text text, TenantSettings settings) throws IOException {
        TenantSettings accepted = inForce.of(tenant);
        List<String> widens = accepted == null
                ? List.of("a tenant that there was not: '" + tenant + "'")
                : Widening.of(accepted, settings);
        if (!widens.isEmpty()) {
            inForce.letWait(new PendingSettings(tenant, text.id(), settings, widens), text.bytes());
            return;
        }
        if (!settings.equals(accepted)) {
            inForce.record(
                    tenant, EventType.SETTINGS_CHANGED, ResultStatus.SUCCESS, files.name(tenant) + " was changed");
            inForce.bring(settings, text.bytes());
        }
        inForce.waitsNoMore(tenant);
    }
}
