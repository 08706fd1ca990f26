package dev.bulkhead.daemon.policy;

import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.protocol.home.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The policy that the settings in force make: deny beats ask beats allow, within what the token allows. */
public final class SettingsToolPolicy implements ToolPolicy {
    private final Function<TenantId, Optional<TenantSettings>> settings;
    private final ReadingTools reading;

    /**
     * @param settings gives the settings in force at the moment of the call; none refuses every tool
     * @param reading which tools a binding that only reads may call
     */
    public SettingsToolPolicy(Function<TenantId, Optional<TenantSettings>> settings, ReadingTools reading) {
        this.settings = settings;
        this.reading = reading;
    }

    @Override
    public Decision decide(Binding binding, String tool) {
        Optional<TenantSettings> now = settings.apply(binding.tenant());
        if (now.isEmpty()) {
            return refuse(binding, tool, "no settings in force");
        }
        if (first(binding.tools(), tool).isEmpty()) {
            return refuse(binding, tool, "not in the token's allowed_tools");
        }
        if (binding.readOnly() && !reading.changesNothing(binding.tenant(), tool)) {
            return refuse(binding, tool, "only tools that say they change nothing, for now");
        }
        TenantSettings.Tools tools = now.get().tools();
        Optional<ToolPattern> denied = first(tools.deny(), tool);
        if (denied.isPresent()) {
            return refuse(binding, tool, rule("deny", denied.get()));
        }
        Optional<ToolPattern> asked = first(tools.ask(), tool);
        if (asked.isPresent()) {
            return new Decision.AskFirst(new Rule(rule("ask", asked.get())), tools.askTimeout());
        }
        Optional<ToolPattern> allowed = first(tools.allow(), tool);
        if (allowed.isPresent()) {
            return new Decision.Allow(new Rule(rule("allow", allowed.get())));
        }
        return refuse(binding, tool, "not in tools.allow");
    }

    private static Optional<ToolPattern> first(List<ToolPattern> patterns, String tool) {
        for (ToolPattern pattern : patterns) {
            if (pattern.matches(tool)) {
                return Optional.of(pattern);
            }
        }
        return Optional.empty();
    }

    private static String rule(String list, ToolPattern pattern) {
        return "tools." + list + " \"" + pattern.value() + "\"";
    }

    private static Decision refuse(Binding binding, String tool, String rule) {
        return new Decision.Refuse(new Rule(rule), Decision.notAuthorised(binding.tenant(), tool));
    }
}
