package dev.bulkhead.daemon.policy;

/**
 * Decides whether one tool call of a session may go on.
 *
 * <p>Deny by default: a tool that no rule names is refused. Rules are the tenant's settings as they are now, narrowed by the
 * binding's token; the narrower of the two wins. Never blocks; safe for any thread.
 */
public interface ToolPolicy {
    /** Returns the decision for {@code tool}, the name as the host sent it. A refused tool is not listed either. */
    Decision decide(Binding binding, String tool);
}
