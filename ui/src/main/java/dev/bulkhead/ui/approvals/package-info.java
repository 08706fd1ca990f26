/**
 * What waits for the consultant's word: the banner that says so above any page, the queue of one tenant with everything that a
 * decision needs, and what was decided before. Approves nothing by itself; the supervisor judges what is proof.
 */
@NullMarked
package dev.bulkhead.ui.approvals;

import org.jspecify.annotations.NullMarked;
