package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.RpcScanner;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.tenantserver.json.Shown;
import dev.bulkhead.tenantserver.upstream.Port;
import dev.bulkhead.tenantserver.upstream.PortOwner;

/** What one upstream says, on its way to the host. For the port's one thread. */
final class FromUpstream implements PortOwner {
    private final Gateway gateway;
    private final Member member;
    private final RpcScanner scanner = new RpcScanner();

    FromUpstream(Gateway gateway, Member member) {
        this.gateway = gateway;
        this.member = member;
    }

    @Override
    public void ready(Port port, byte[] capabilities, String instructions) {
        member.catalogue().forget();
        gateway.directory().learnCapabilities(member.name(), capabilities);
    }

    @Override
    public void verdict(Port port, String era) {
        gateway.directory().announcer().verdict(member.name(), member.upstream().id(), era);
    }

    @Override
    public void gone(Port port, String why) {
        gateway.forget(member);
        gateway.directory().announcer().log("warning", "server '" + member.name() + "' has ended: " + Shown.of(why));
    }

    @Override
    public void noise(Port port, String what) {
        gateway.directory().announcer().log("info", "server '" + member.name() + "' said: " + Shown.of(what));
    }

    @Override
    public void line(Port port, byte[] bytes, int from, int to) {
        RpcLine line = scanner.scan(bytes, from, to - from);
        Span whole = new Span(bytes, from, to - from);
        switch (line.kind()) {
            case RESPONSE -> {
                OwnRequests.Reply reply = gateway.own().answered(line.idKey(), member);
                if (reply != null) {
                    reply.answered(line, whole);
                } else if (gateway.inFlight().finish(line.idKey(), member)) {
                    gateway.say(bytes, from, to);
                }
            }
            case REQUEST -> request(line, whole);
            case NOTIFICATION -> notification(line, whole);
            case BATCH, INVALID -> {
                // The port lets none through.
            }
        }
    }

    private void request(RpcLine line, Span whole) {
        if (member.era() == HostEra.MODERN) {
            return; // MCP 2026-07-28: servers write no requests.
        }
        byte[] out = gateway.hostRequests().out(member, line, whole);
        if (out != null) {
            gateway.say(out);
        }
    }

    private void notification(RpcLine line, Span whole) {
        switch (line.method()) {
            case "notifications/tools/list_changed" -> member.catalogue().forget();
            case "notifications/resources/list_changed" -> gateway.resources().forget(member.name());
            default -> {
                // Everything else is the host's to understand.
            }
        }
        if (member.era() == HostEra.MODERN) {
            Span subscription = Lists.member(line.inner("_meta"), "io.modelcontextprotocol/subscriptionId");
            if (subscription != null) {
                gateway.listens().notification(member, line, subscription, whole);
                return;
            }
            if (line.method().equals("notifications/cancelled")) {
                return; // Of a listen of ours: the host's own goes on.
            }
        } else if (line.method().equals("notifications/cancelled")) {
            Span requestId = line.inner("requestId");
            byte[] out = requestId == null ? null : gateway.hostRequests().cancelled(member, requestId, whole);
            if (out != null) {
                gateway.say(out);
            }
            return;
        }
        gateway.say(whole.bytes(), whole.start(), whole.end());
    }
}
