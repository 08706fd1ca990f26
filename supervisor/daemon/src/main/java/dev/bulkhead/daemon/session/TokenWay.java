package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.approval.Hosts;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.protocol.home.TenantId;
import java.util.List;

/** The way of a session that brought a token: the consultant gave it with fresh proof, so nobody is asked who brings it. */
record TokenWay(Hosts hosts, TenantId tenant, String executable) implements SessionRights.Way {
    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public String whyNot() {
        return "";
    }

    @Override
    public List<ToolPattern> tools() {
        return hosts.toolsBySettings(tenant, executable);
    }

    @Override
    public void settle() {
        // There is nothing to wait for.
    }

    @Override
    public void close() {
        // There is nothing to give back.
    }
}
