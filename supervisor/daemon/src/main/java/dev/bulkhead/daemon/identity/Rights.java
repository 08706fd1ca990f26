package dev.bulkhead.daemon.identity;

import dev.bulkhead.daemon.tenant.IdentitySettings;
import dev.bulkhead.daemon.tenant.IdentitySettings.Group;
import dev.bulkhead.daemon.tenant.ResourcePrefix;
import dev.bulkhead.daemon.tenant.ToolPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a consultant may do by the groups that the provider says they are in: the tools of all of them together, for the
 * shortest of their lifetimes, below the one prefix that they share.
 *
 * @param groups those of the consultant's groups that the settings know
 */
public record Rights(List<String> groups, List<ToolPattern> tools, ResourcePrefix prefix, Duration lifetime) {
    public Rights {
        groups = List.copyOf(groups);
        tools = List.copyOf(tools);
    }

    /**
     * Looks the groups up in the table of {@code settings}.
     *
     * @param claimed what the ID token lists; empty where it lists none, which means the same as an empty list: nothing
     * @throws IdentityException when they may do nothing, or when two of them cannot both be right
     */
    static Rights of(IdentitySettings settings, Optional<List<String>> claimed) throws IdentityException {
        if (claimed.isEmpty()) {
            throw IdentityException.refused("the provider names no group of yours in the claim '"
                    + settings.groupsClaim() + "', and without one nothing is allowed: ask the client's administrator");
        }
        List<String> known = new ArrayList<>();
        Set<ToolPattern> tools = new LinkedHashSet<>();
        List<Group> groups = new ArrayList<>();
        settings.groups().forEach((name, group) -> {
            if (claimed.get().contains(name)) {
                known.add(name);
                groups.add(group);
                tools.addAll(group.tools());
            }
        });
        if (groups.isEmpty()) {
            throw IdentityException.refused("none of your groups at the provider may do anything here:"
                    + " ask for one of those in identity.groups of the tenant's settings");
        }
        Group first = groups.getFirst();
        if (groups.stream().anyMatch(group -> !group.prefix().equals(first.prefix()))) {
            throw IdentityException.refused(
                    "your groups " + known + " have different prefixes in the tenant's settings,"
                            + " and a sign-in has one: leave one of the groups, or give them one prefix");
        }
        if (tools.size() > Group.MOST_TOOLS) {
            throw IdentityException.refused("your groups " + known + " name more than " + Group.MOST_TOOLS
                    + " patterns for tools together: use '*' in them");
        }
        return new Rights(known, List.copyOf(tools), first.prefix(), shortest(groups));
    }

    private static Duration shortest(Collection<Group> groups) {
        return groups.stream().map(Group::lifetime).min(Duration::compareTo).orElse(Duration.ZERO);
    }
}
