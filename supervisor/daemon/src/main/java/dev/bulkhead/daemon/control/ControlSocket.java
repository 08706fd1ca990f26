package dev.bulkhead.daemon.control;

import dev.bulkhead.daemon.alert.Alerts;
import dev.bulkhead.daemon.approval.Approvals;
import dev.bulkhead.daemon.approval.Hosts;
import dev.bulkhead.daemon.audit.AuditReader;
import dev.bulkhead.daemon.audit.AuditStreams;
import dev.bulkhead.daemon.audit.AuditVerifier;
import dev.bulkhead.daemon.audit.Retention;
import dev.bulkhead.daemon.audit.Stamping;
import dev.bulkhead.daemon.process.TenantServers;
import dev.bulkhead.daemon.review.StreamIndexes;
import dev.bulkhead.daemon.session.Halting;
import dev.bulkhead.daemon.session.Locks;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.daemon.session.Sessions;
import dev.bulkhead.daemon.signin.Providers;
import dev.bulkhead.daemon.signin.SignIns;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.SettingsStore;
import dev.bulkhead.daemon.token.TokenAuthority;
import dev.bulkhead.daemon.usage.Usage;
import dev.bulkhead.daemon.vault.Vaults;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Puts the commands together and opens the socket. */
public final class ControlSocket {
    private ControlSocket() {}

    /**
     * The rooms below, as {@code Daemon} made them.
     *
     * @param elapsedNanos nanoseconds that only go up, also while the machine sleeps
     */
    public record Rooms(
            BulkheadHome home,
            SettingsStore settings,
            Vaults vaults,
            SignIns signIns,
            Providers providers,
            TokenAuthority authority,
            RunningTenants tenants,
            TenantServers servers,
            Sessions sessions,
            Halting halting,
            Approvals approvals,
            Hosts hosts,
            EventSink events,
            AuditStreams audit,
            Alerts alerts,
            Usage usage,
            AuditReader reader,
            AuditVerifier verifier,
            StreamIndexes indexes,
            Retention retention,
            Stamping stamping,
            Clock clock,
            LongSupplier elapsedNanos,
            Locks locks,
            String version,
            Runnable stop) {}

    /** Returns the listener, bound but not yet accepting. */
    public static Listener open(Rooms rooms) throws IOException {
        Proof proof = new Proof(
                rooms.sessions()::descendsFromAHolder,
                rooms.signIns(),
                new Gestures(rooms.clock(), rooms.elapsedNanos()),
                rooms.providers(),
                rooms.events(),
                rooms.clock());
        Map<String, Command> commands = new HashMap<>();
        commands.putAll(new SupervisorCommands(
                        rooms.tenants(),
                        rooms.signIns(),
                        rooms.servers(),
                        rooms.alerts(),
                        rooms.stamping(),
                        rooms.version(),
                        rooms.stop())
                .all());
        commands.putAll(new TenantCommands(rooms, proof).all());
        commands.putAll(new SettingsCommands(rooms.tenants(), rooms.settings()).all());
        commands.putAll(new OverviewCommands(rooms.tenants(), rooms.locks()).all());
        commands.putAll(new ServerCommands(rooms, proof).all());
        commands.putAll(new SignInCommands(
                        rooms.tenants(), rooms.signIns(), rooms.providers(), rooms.events(), rooms.clock(), proof)
                .all());
        commands.putAll(new HaltCommands(rooms.tenants(), rooms.halting(), rooms.signIns(), proof).all());
        commands.putAll(new SwitchCommands(rooms.tenants(), rooms.sessions(), proof).all());
        commands.putAll(new VaultCommands(rooms, proof).all());
        commands.putAll(new VaultCopyCommands(rooms, proof).all());
        commands.putAll(new HomeCommands(rooms, proof).all());
        commands.putAll(new TokenCommands(
                        rooms.tenants(), rooms.signIns(), rooms.authority(), proof, rooms.events(), rooms.clock())
                .all());
        commands.putAll(
                new ApprovalCommands(rooms.tenants(), rooms.approvals(), rooms.hosts(), proof, rooms.clock()).all());
        commands.putAll(new AlertCommands(rooms.tenants(), rooms.alerts(), proof).all());
        commands.putAll(new UsageCommands(rooms.tenants(), rooms.usage()).all());
        commands.putAll(new EscapeCommands(rooms.home(), rooms.tenants(), rooms.servers()).all());
        AuditReads reads = new AuditReads(rooms.audit(), rooms.clock());
        commands.putAll(new AuditCommands(rooms, proof, reads).all());
        commands.putAll(new ReviewCommands(rooms, proof, reads).all());
        commands.putAll(new ExportCommands(rooms, proof, reads).all());
        commands.putAll(new ErasureCommands(rooms, proof).all());
        commands.putAll(new RetentionCommands(rooms, proof).all());
        commands.putAll(new EvidenceCommands(rooms, proof, reads, new AccessReview(commands)).all());
        return new Listener(rooms.home(), rooms.sessions(), Map.copyOf(commands));
    }
}
