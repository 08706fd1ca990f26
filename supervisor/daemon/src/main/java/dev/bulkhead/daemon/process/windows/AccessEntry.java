package dev.bulkhead.daemon.process.windows;

import dev.bulkhead.daemon.sandbox.Confinement;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/** One entry for an access list, as SetEntriesInAclW takes it (accctrl.h). Stateless. */
final class AccessEntry {
    private static final int GRANT_ACCESS = 1;
    private static final int DENY_ACCESS = 3;
    private static final int TRUSTEE_IS_SID = 0;
    private static final int TRUSTEE_IS_UNKNOWN = 0;

    /** OBJECT_INHERIT_ACE and CONTAINER_INHERIT_ACE: all that is in a folder, now and later. */
    private static final int ALL_BELOW = 0x3;

    /** FILE_GENERIC_READ and FILE_GENERIC_EXECUTE. */
    static final int READ = 0x1200a9;

    /** And FILE_GENERIC_WRITE and DELETE: without FILE_DELETE_CHILD, so that what is denied below cannot be removed from above. */
    static final int MODIFY = 0x1301bf;

    /** FILE_WRITE_DATA, FILE_APPEND_DATA, FILE_WRITE_EA, FILE_DELETE_CHILD, FILE_WRITE_ATTRIBUTES, DELETE, WRITE_DAC, WRITE_OWNER. */
    static final int CHANGES = 0xd0156;

    private AccessEntry() {}

    static MemorySegment of(Confinement.Access access, long sid, Arena arena) {
        StructLayout layout = Layouts.EXPLICIT_ACCESS_W;
        MemorySegment entry = arena.allocate(layout);
        entry.set(
                ValueLayout.JAVA_INT,
                Layouts.offset(layout, "grfAccessPermissions"),
                switch (access) {
                    case READ -> READ;
                    case MODIFY -> MODIFY;
                    case NO_CHANGE -> CHANGES;
                });
        entry.set(
                ValueLayout.JAVA_INT,
                Layouts.offset(layout, "grfAccessMode"),
                access == Confinement.Access.NO_CHANGE ? DENY_ACCESS : GRANT_ACCESS);
        entry.set(ValueLayout.JAVA_INT, Layouts.offset(layout, "grfInheritance"), ALL_BELOW);
        entry.set(ValueLayout.JAVA_INT, Layouts.offset(layout, "Trustee.TrusteeForm"), TRUSTEE_IS_SID);
        entry.set(ValueLayout.JAVA_INT, Layouts.offset(layout, "Trustee.TrusteeType"), TRUSTEE_IS_UNKNOWN);
        entry.set(ValueLayout.ADDRESS, Layouts.offset(layout, "Trustee.ptstrName"), MemorySegment.ofAddress(sid));
        return entry;
    }
}
