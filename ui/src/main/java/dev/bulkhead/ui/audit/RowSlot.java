package dev.bulkhead.ui.audit;

import dev.bulkhead.ui.model.AuditRow;
import java.util.Optional;

/**
 * A place in the list of events.
 *
 * @param seq which event stands there
 * @param row the event; empty until it was brought
 */
record RowSlot(long seq, Optional<AuditRow> row) {}
