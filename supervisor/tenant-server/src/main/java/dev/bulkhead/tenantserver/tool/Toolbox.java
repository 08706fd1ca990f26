package dev.bulkhead.tenantserver.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The built-in tools of a tenant, as far as a session may see them. */
public final class Toolbox {
    private final List<Tool> tools;

    public Toolbox(Tenant tenant) {
        tools = new ArrayList<>(5);
        tools.add(new ListFiles(tenant.workspace()));
        tools.add(new ReadFile(tenant.workspace()));
        tools.add(new WriteFile(tenant.workspace()));
        tools.add(new SearchFiles(tenant.workspace()));
        tools.add(new WorkspaceStatus(tenant, this));
    }

    /** The tools that {@code rights} allow, in a fixed order. */
    public List<Tool> allowed(Rights rights) {
        List<Tool> allowed = new ArrayList<>(tools.size());
        for (Tool tool : tools) {
            if (rights.allows(tool.name())) {
                allowed.add(tool);
            }
        }
        return allowed;
    }

    /** The names of all. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Tool tool : tools) {
            names.add(tool.name());
        }
        return names;
    }

    /** Returns the tool of that name, or null when there is none or {@code rights} do not allow it: one answer for both. */
    public @Nullable Tool find(String name, Rights rights) {
        for (Tool tool : tools) {
            if (tool.name().equals(name)) {
                return rights.allows(name) ? tool : null;
            }
        }
        return null;
    }
}
