package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import java.io.IOException;
import java.util.Objects;

/**
 * What a host meets while nobody is signed in to the tenant: a valid, tiny MCP server with one tool that says what to do. For
 * the session's reading thread alone.
 */
final class Lobby {
    private final Session session;

    Lobby(Session session) {
        this.session = session;
    }

    /** Answers {@code line} if it is the lobby's to answer; false when the tenant's server must. */
    boolean answers(RpcLine line, Era era) throws IOException {
        Span id = Objects.requireNonNull(line.id(), "a request has an id");
        boolean open = isOpen();
        if (line.method().equals("tools/call")) {
            return call(line, id, era, open);
        }
        if (open) {
            return false;
        }
        if (session.rights().byToken()) {
            session.say(
                    Composer.error(id, McpErrors.SIGNED_OUT, session.rights().whyNot()));
            session.end().dismiss(session.rights().whyNot());
            return true;
        }
        Composer composer = session.composer();
        switch (line.method()) {
            case "tools/list" -> session.say(composer.lobbyTools(id, era));
            case "resources/list" -> session.say(composer.emptyList(id, "resources", era));
            case "resources/templates/list" -> session.say(composer.emptyList(id, "resourceTemplates", era));
            case "prompts/list" -> session.say(composer.emptyList(id, "prompts", era));
            case "resources/read", "prompts/get", "completion/complete" -> refuse(line.method(), id);
            case "resources/subscribe", "resources/unsubscribe", "logging/setLevel" -> ofLegacy(line, id, era);
            default -> unknown(line.method(), id);
        }
        return true;
    }

    /** What revision 2026-07-28 has no more. */
    private void ofLegacy(RpcLine line, Span id, Era era) throws IOException {
        boolean isKept = switch (line.method()) {
            case "logging/setLevel" -> true;
            case "resources/unsubscribe" -> session.resources().remove(ResourceSubscriptions.uri(line, era));
            default -> false;
        };
        if (era == Era.MODERN) {
            unknown(line.method(), id);
        } else if (isKept) {
            session.say(Composer.empty(id));
        } else {
            refuse(line.method(), id);
        }
    }

    private void unknown(String method, Span id) {
        session.say(Composer.error(id, McpErrors.METHOD_NOT_FOUND, "Method not found: " + printable(method)));
    }

    /** What the tenant's server would answer: the host was told that there is such a thing. */
    private void refuse(String method, Span id) throws IOException {
        String why = "tenant '" + session.tenant() + "' does not answer '" + method + "': "
                + session.rights().whyNot();
        session.audit().session(EventType.MESSAGE_REFUSED, ResultStatus.DENIED, why);
        session.say(Composer.error(id, McpErrors.SIGNED_OUT, why));
    }

    /** Hosts ask for the tools as soon as they can, and some never again: one that is known must not meet the lobby first. */
    private boolean isOpen() {
        if (session.rights().isLive()) {
            return true;
        }
        session.rights().settle();
        return session.rights().isLive();
    }

    private boolean call(RpcLine line, Span id, Era era, boolean open) throws IOException {
        Span name = line.inner("name");
        if (name != null && name.first() == '"' && name.text().equals(Composer.STATUS_TOOL)) {
            session.audit().wholeCall(line, Composer.STATUS_TOOL, ResultStatus.SUCCESS, null);
            session.say(session.composer().text(id, status(open), era));
            return true;
        }
        if (open) {
            return false;
        }
        String tool = name == null ? "" : name.text();
        String why = session.rights().whyNot();
        session.audit().wholeCall(line, tool, ResultStatus.DENIED, why);
        session.say(Composer.error(
                id,
                McpErrors.SIGNED_OUT,
                "tenant '" + session.tenant() + "' is not authorised to call '" + printable(tool) + "': " + why));
        if (session.rights().byToken()) {
            session.end().dismiss(why);
        }
        return true;
    }

    private String status(boolean open) {
        return open
                ? "Somebody is signed in to " + session.tenant()
                        + ": its tools are there. List the tools again to see them."
                : session.rights().whyNot();
    }

    private static String printable(String text) {
        String cut = text.length() > 128 ? text.substring(0, 128) + "…" : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
