package dev.bulkhead.ui.model;

/**
 * One event with what a list shows of it.
 *
 * @param session its id; may be empty
 * @param sealed whether what is personal cannot be read now: nobody is signed in
 * @param erased whether what was personal is gone
 */
public record AuditRow(AuditEvent event, String session, boolean sealed, boolean erased) {}
