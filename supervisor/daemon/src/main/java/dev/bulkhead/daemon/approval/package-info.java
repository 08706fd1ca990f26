/**
 * Who asks, and what the consultant says to it: hosts that are known, and the questions about hosts and calls that wait for an
 * answer. Asked by {@code session}, answered through {@code control}. Records each question and each answer before it has an effect; sees
 * no line of a session but what is shown of a call, and decides nothing by itself but that nobody's answer is a refusal.
 */
@NullMarked
package dev.bulkhead.daemon.approval;

import org.jspecify.annotations.NullMarked;
