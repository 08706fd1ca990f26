package dev.bulkhead.daemon.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.usage.UsageRow.Part;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one tenant used in one month: a tally a day of the tenant, of each upstream, and of each tool. Sums of active time over
 * tools are more than the tenant's: two tools may be at work at once. Belongs to its holder's lock.
 */
final class Month {
    /** More tools a day than this are counted together, under this name. */
    static final int MOST_TOOLS_A_DAY = 256;

    static final String OTHER_TOOLS = "*";

    private final SortedMap<Part, Tally> tallies = new TreeMap<>();

    static Month read(ObjectNode kept) {
        Month month = new Month();
        for (JsonNode each : kept.path("used")) {
            month.tallies.put(
                    new Part(
                            each.path("day").asText(),
                            each.path("upstream").asText(),
                            each.path("tool").asText()),
                    Tally.read(each));
        }
        return month;
    }

    ObjectNode content() {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        ArrayNode used = content.putArray("used");
        tallies.forEach((part, tally) -> {
            ObjectNode each = used.addObject();
            each.put("day", part.day()).put("upstream", part.upstream()).put("tool", part.tool());
            tally.write(each);
        });
        return content;
    }

    Tally of(String day) {
        return of(new Part(day, "", ""));
    }

    Tally of(String day, String upstream) {
        return of(new Part(day, upstream, ""));
    }

    Tally of(String day, String upstream, String tool) {
        Part part = new Part(day, upstream, tool);
        Tally known = tallies.get(part);
        if (known != null) {
            return known;
        }
        long tools = tallies.subMap(new Part(day, "", ""), new Part(day + "\0", "", "")).keySet().stream()
                .filter(each -> !each.tool().isEmpty())
                .count();
        return of(tools < MOST_TOOLS_A_DAY ? part : new Part(day, upstream, OTHER_TOOLS));
    }

    private Tally of(Part part) {
        return tallies.computeIfAbsent(part, none -> new Tally());
    }

    SortedMap<Part, Tally> tallies() {
        return tallies;
    }
}
