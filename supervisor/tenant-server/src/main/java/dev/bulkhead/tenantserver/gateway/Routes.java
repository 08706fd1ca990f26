package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.ExposedNames;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.tenantserver.json.JsonObject;
import dev.bulkhead.tenantserver.json.Shown;
import dev.bulkhead.tenantserver.json.Splice;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which upstream a request of the host is for, and what it is to that one. For the thread that reads the host's lane. */
final class Routes {
    private static final byte[] NO_META = {'{', '}'};

    private final Gateway gateway;

    Routes(Gateway gateway) {
        this.gateway = gateway;
    }

    /** A request of the host, on its way. */
    private record Asked(String idKey, String rawId, Span whole, HostEra era, byte[] meta) {}

    /** Returns false when {@code line} is none for upstreams. */
    boolean take(RpcLine line, Span whole, HostEra era) {
        Span id = Objects.requireNonNull(line.id(), "a request has an id");
        Span meta = line.inner("_meta");
        Asked asked = new Asked(line.idKey(), id.raw(), whole, era, meta == null ? NO_META : meta.copy());
        Lists.Kind list = Lists.Kind.of(line.method());
        if (list != null) {
            list(asked, list, line.inner("cursor"));
            return true;
        }
        switch (line.method()) {
            case "tools/call" -> {
                return call(asked, line.inner("name"));
            }
            case "prompts/get" -> prompt(asked, line.inner("name"));
            case "resources/read", "resources/subscribe", "resources/unsubscribe" -> resource(asked, line.inner("uri"));
            case "completion/complete" -> {
                Span ref = line.inner("ref");
                Span name = Lists.member(ref, "name");
                Span type = Lists.member(ref, "type");
                if (type != null && type.text().equals("ref/prompt")) {
                    prompt(asked, name);
                } else {
                    resource(asked, Lists.member(ref, "uri"));
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean begin(Asked asked) {
        if (gateway.inFlight().begin(asked.idKey(), asked.rawId(), null)) {
            return true;
        }
        gateway.say(
                Lines.error(asked.rawId(), McpErrors.INVALID_REQUEST, "invalid request: this id is in flight already"));
        return false;
    }

    private void refuse(Asked asked, int code, String why) {
        if (gateway.inFlight().finish(asked.idKey(), null)) {
            gateway.say(Lines.error(asked.rawId(), code, why));
        }
    }

    private void list(Asked asked, Lists.Kind kind, @Nullable Span cursor) {
        if (!begin(asked)) {
            return;
        }
        Map<String, String> pages = null;
        if (cursor != null && !cursor.is("null")) {
            pages = cursor.first() == '"'
                    ? Lists.cursors(cursor.text(), gateway.directory().all())
                    : null;
            if (pages == null) {
                refuse(asked, McpErrors.INVALID_PARAMS, "the cursor is unknown: list from the beginning");
                return;
            }
        }
        List<byte[]> own = kind == Lists.Kind.TOOLS && pages == null ? gateway.ownTools() : List.of();
        new Gathering(gateway, asked.rawId(), asked.idKey(), kind, asked.era(), own)
                .ask(gateway.members(asked.era(), asked.meta()), pages);
    }

    private boolean call(Asked asked, @Nullable Span name) {
        if (name == null || name.first() != '"') {
            return false;
        }
        String exposed = name.text();
        Upstream upstream = gateway.directory().find(ExposedNames.upstream(exposed));
        if (upstream == null) {
            return false;
        }
        if (!begin(asked)) {
            return true;
        }
        Member member = gateway.allows(exposed) ? gateway.member(upstream, asked.era(), asked.meta()) : null;
        if (member == null) {
            notAuthorised(asked, exposed);
            return true;
        }
        String ownName = member.catalogue().ownName(exposed);
        if (ownName != null) {
            forward(asked, member, name, ownName);
        } else {
            member.catalogue().whenWhole(() -> callKnown(asked, member, name, exposed));
        }
        return true;
    }

    private void callKnown(Asked asked, Member member, Span name, String exposed) {
        String ownName = member.catalogue().ownName(exposed);
        if (ownName != null) {
            forward(asked, member, name, ownName);
        } else if (member.catalogue().hasFailed()) {
            // The port says best why its upstream does not answer.
            forward(asked, member, name, exposed.substring(member.name().length() + ExposedNames.BETWEEN.length()));
        } else {
            notAuthorised(asked, exposed);
        }
    }

    /** One answer for what is not there and what is not allowed: what there is, is nobody's to find out. */
    private void notAuthorised(Asked asked, String exposed) {
        refuse(
                asked,
                McpErrors.NOT_AUTHORISED,
                "tenant '" + gateway.tenant() + "' is not authorised to call '" + Shown.of(exposed) + "'");
    }

    private void prompt(Asked asked, @Nullable Span name) {
        if (!begin(asked)) {
            return;
        }
        String exposed = name == null || name.first() != '"' ? "" : name.text();
        Upstream upstream = gateway.directory().find(ExposedNames.upstream(exposed));
        String ownName = upstream == null ? null : gateway.prompts().ownName(upstream.name(), exposed);
        Member member =
                upstream == null || ownName == null ? null : gateway.member(upstream, asked.era(), asked.meta());
        if (name == null || ownName == null || member == null) {
            refuse(asked, McpErrors.INVALID_PARAMS, "there is no prompt '" + Shown.of(exposed) + "': list the prompts");
            return;
        }
        forward(asked, member, name, ownName);
    }

    private void resource(Asked asked, @Nullable Span uri) {
        if (!begin(asked)) {
            return;
        }
        if (uri == null || uri.first() != '"') {
            refuse(asked, McpErrors.INVALID_PARAMS, "the request names no URI");
            return;
        }
        Resources.Route route = gateway.resources().find(uri.text());
        Upstream upstream = route == null ? null : gateway.directory().find(route.upstream());
        if (upstream != null && !gateway.reaches(upstream)) {
            refuse(asked, McpErrors.INVALID_PARAMS, "no server has this resource");
            return;
        }
        Member member = upstream == null ? null : gateway.member(upstream, asked.era(), asked.meta());
        if (route != null && member != null) {
            forward(asked, member, uri, route.uri());
            return;
        }
        new Trial(gateway, asked.rawId(), asked.idKey(), asked.whole(), uri.text())
                .ask(gateway.members(asked.era(), asked.meta()));
    }

    private void forward(Asked asked, Member member, Span named, String own) {
        if (gateway.inFlight().assign(asked.idKey(), member)) {
            byte[] line = own.equals(named.text())
                    ? asked.whole().copy()
                    : Splice.replace(asked.whole(), named, JsonObject.quoted(own));
            member.port().send(line);
        }
    }
}
