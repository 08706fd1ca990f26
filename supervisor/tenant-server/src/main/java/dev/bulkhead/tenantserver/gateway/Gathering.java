package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.protocol.line.JsonStrings;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.ExposedNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One list, asked of all upstreams at once. Answered when all have answered, or after {@value #PATIENCE_SECONDS} s with what is
 * there: a slow or broken one never hides the others, and the host hears when the rest has come. Safe for any thread.
 */
final class Gathering {
    /** Less than the shortest patience of a known host, which is 10 s. */
    static final int PATIENCE_SECONDS = 5;

    private final Gateway gateway;
    private final String id;
    private final String idKey;
    private final Lists.Kind kind;
    private final HostEra era;
    private final List<byte[]> own;
    private final List<Member> asked = new ArrayList<>();
    private final Map<Member, List<byte[]>> found = new HashMap<>();
    private final Map<String, String> cursors = new TreeMap<>();
    private int missing;
    private boolean isAnswered;

    /**
     * @param id the host's, as it stands in JSON
     * @param own what stands before the upstreams' part
     */
    Gathering(Gateway gateway, String id, String idKey, Lists.Kind kind, HostEra era, List<byte[]> own) {
        this.gateway = gateway;
        this.id = id;
        this.idKey = idKey;
        this.kind = kind;
        this.era = era;
        this.own = own;
    }

    /** Asks {@code members}; {@code pages}: the cursors to go on from, or null for the beginning. */
    void ask(List<Member> members, @Nullable Map<String, String> pages) {
        for (Member member : members) {
            if (pages == null || pages.containsKey(member.name())) {
                asked.add(member);
            }
        }
        missing = asked.size();
        if (missing == 0) {
            answer();
            return;
        }
        gateway.later(this::answer, PATIENCE_SECONDS, TimeUnit.SECONDS);
        for (Member member : List.copyOf(asked)) {
            String cursor = pages == null ? null : pages.get(member.name());
            gateway.ask(
                    member,
                    kind.method(),
                    cursor == null ? "" : "\"cursor\":" + JsonStrings.quote(cursor),
                    (line, whole) -> answered(member, line));
        }
    }

    private void answered(Member member, RpcLine line) {
        List<byte[]> items = items(member, Lists.elements(line.inner(kind.key())));
        Span cursor = line.inner("nextCursor");
        boolean isLate;
        boolean isLast;
        synchronized (this) {
            isLate = isAnswered;
            found.put(member, items);
            if (cursor != null && cursor.first() == '"') {
                cursors.put(member.name(), cursor.text());
            }
            isLast = --missing == 0;
        }
        if (isLate) {
            if (!items.isEmpty()) {
                gateway.tellChanged(kind.list());
            }
        } else if (isLast) {
            answer();
        }
    }

    private List<byte[]> items(Member member, List<Span> spans) {
        List<byte[]> items = new ArrayList<>(spans.size());
        if (kind == Lists.Kind.TOOLS) {
            List<@Nullable String> names = member.catalogue().learn(spans);
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                if (name != null && gateway.allows(name)) {
                    items.add(Lists.renamed(spans.get(i), "name", name));
                }
            }
            return items;
        }
        Map<String, String> prompts = new HashMap<>();
        for (Span span : spans) {
            switch (kind) {
                case PROMPTS -> {
                    Span name = Lists.member(span, "name");
                    String own = name == null || name.first() != '"' ? "" : name.text();
                    String exposed = gateway.names().exposed(member.name(), own);
                    if (!own.isEmpty() && gateway.allows(exposed)) {
                        items.add(Lists.renamed(span, "name", exposed));
                        gateway.prompts().learn(member, own);
                        prompts.put(exposed, ExposedNames.full(member.name(), own));
                    }
                }
                case RESOURCES -> resource(member, span, "uri", items);
                case TEMPLATES -> resource(member, span, "uriTemplate", items);
                case TOOLS -> throw new IllegalStateException("dealt with above");
            }
        }
        gateway.directory().learnPrompts(prompts);
        return items;
    }

    private void resource(Member member, Span span, String key, List<byte[]> items) {
        Span uri = Lists.member(span, key);
        if (uri != null && uri.first() == '"') {
            String shown = gateway.resources().claim(member.name(), uri.text());
            items.add(shown.equals(uri.text()) ? span.copy() : Lists.renamed(span, key, shown));
        }
    }

    private void answer() {
        List<byte[]> items = new ArrayList<>(own);
        String next;
        synchronized (this) {
            if (isAnswered) {
                return;
            }
            isAnswered = true;
            for (Member member : asked) {
                items.addAll(found.getOrDefault(member, List.of()));
            }
            next = Lists.cursor(cursors);
        }
        if (gateway.inFlight().finish(idKey, null)) {
            gateway.say(Lists.answer(id, kind, items, next, era, gateway.serverInfo()));
        }
    }
}
