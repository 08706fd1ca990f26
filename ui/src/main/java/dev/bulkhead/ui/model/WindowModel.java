package dev.bulkhead.ui.model;

import dev.bulkhead.protocol.home.TenantId;
import java.util.List;
import java.util.Optional;

/** What the window shows. Belongs to the window's thread. */
public final class WindowModel {
    private final Value<Contact> contact = new Value<>(new Contact.Connecting());
    private final Value<List<Tenant>> tenants = new Value<>(List.of());
    private final Value<Optional<Tenant>> selected = new Value<>(Optional.empty());
    private final Value<Optional<TenantId>> active = new Value<>(Optional.empty());
    private final Value<List<Question>> questions = new Value<>(List.of());
    private final Value<Optional<Waiting>> waiting = new Value<>(Optional.empty());
    private final Value<Optional<SettingsText>> settings = new Value<>(Optional.empty());
    private final Value<List<Alert>> alerts = new Value<>(List.of());
    private final Value<List<Answered>> answered = new Value<>(List.of());
    private final Value<Optional<Overview>> overview = new Value<>(Optional.empty());

    public Value<Contact> contact() {
        return contact;
    }

    /** All tenants, in the supervisor's order. */
    public Value<List<Tenant>> tenants() {
        return tenants;
    }

    /** The one whose page is shown, as it is now; empty only when there is none. */
    public Value<Optional<Tenant>> selected() {
        return selected;
    }

    /** What waits in the selected tenant's settings; empty until the supervisor said so. */
    public Value<Optional<Waiting>> waiting() {
        return waiting;
    }

    /** The selected tenant's settings as their file is; empty until the supervisor said so. */
    public Value<Optional<SettingsText>> settings() {
        return settings;
    }

    /** The tenant whose workspace is the active one: hosts that name none work for it. */
    public Value<Optional<TenantId>> active() {
        return active;
    }

    /** What waits for the consultant, of all tenants, the oldest first. */
    public Value<List<Question>> questions() {
        return questions;
    }

    /** All alerts of the selected tenant, the newest first. */
    public Value<List<Alert>> alerts() {
        return alerts;
    }

    /** The selected tenant's questions that wait no more, the newest first. */
    public Value<List<Answered>> answered() {
        return answered;
    }

    /** More about the selected tenant; empty until the supervisor said so. */
    public Value<Optional<Overview>> overview() {
        return overview;
    }

    /** What waits in {@code tenant}. */
    public List<Question> questionsOf(TenantId tenant) {
        return questions.get().stream()
                .filter(question -> question.tenant().equals(tenant))
                .toList();
    }

    /** What people call {@code tenant}; its id where nobody says. */
    public String nameOf(TenantId tenant) {
        return find(tenants.get(), tenant).map(Tenant::name).orElse(tenant.value());
    }

    /** Takes over what the supervisor says there is. The selection stays where it can, else it is the first. */
    public void show(List<Tenant> now) {
        Optional<Tenant> kept = selected.get().flatMap(was -> find(now, was.id()));
        tenants.set(List.copyOf(now));
        choose(kept.or(() -> now.stream().findFirst()));
    }

    /** Shows the page of {@code tenant}, if there is such a one. */
    public void select(TenantId tenant) {
        find(tenants.get(), tenant).ifPresent(found -> choose(Optional.of(found)));
    }

    /** Shows the page of the tenant at {@code index}, counted from 0, if there are that many. */
    public void selectAt(int index) {
        if (index < tenants.get().size()) {
            select(tenants.get().get(index).id());
        }
    }

    /** One tenant's state changed; the rest of what is known of it comes with the next {@link #show}. */
    public void changed(TenantId tenant, TenantState state) {
        show(tenants.get().stream()
                .map(each -> each.id().equals(tenant) ? each.withState(state) : each)
                .toList());
    }

    /** No supervisor answers: what was known of running things is not shown as if it were still so. */
    public void lost(String why) {
        show(tenants.get().stream().map(Tenant::unanswered).toList());
        forgetPage();
        active.set(Optional.empty());
        questions.set(List.of());
        contact.set(new Contact.Lost(why));
    }

    /** Takes over what the page of a tenant shows; of no interest when another was selected meanwhile. */
    public void show(PageContent now) {
        if (selected.get().map(Tenant::id).equals(Optional.of(now.tenant()))) {
            settings.set(Optional.of(now.settings()));
            List<String> widens = now.settings().waiting();
            waiting.set(widens.isEmpty() ? Optional.empty() : Optional.of(new Waiting(now.tenant(), widens)));
            alerts.set(now.alerts());
            answered.set(now.answered());
            overview.set(Optional.of(now.overview()));
        }
    }

    private void forgetPage() {
        waiting.set(Optional.empty());
        settings.set(Optional.empty());
        alerts.set(List.of());
        answered.set(List.of());
        overview.set(Optional.empty());
    }

    private void choose(Optional<Tenant> tenant) {
        if (!tenant.map(Tenant::id).equals(selected.get().map(Tenant::id))) {
            forgetPage();
        }
        selected.set(tenant);
    }

    private static Optional<Tenant> find(List<Tenant> tenants, TenantId id) {
        return tenants.stream().filter(each -> each.id().equals(id)).findFirst();
    }
}
