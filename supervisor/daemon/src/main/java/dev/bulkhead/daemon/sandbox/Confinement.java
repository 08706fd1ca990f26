package dev.bulkhead.daemon.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What Windows needs of a start beside its command: the container, what it may touch, and the bounds of its job.
 *
 * @param container the container's name, one for each sandbox: letters, digits, dots and hyphens, at most 64
 * @param display what a person reads of it
 * @param grants in the order in which they are given
 * @param job the bounds of the job
 * @param environment all of it
 * @param folder where it begins
 */
public record Confinement(
        String container, String display, List<Grant> grants, Job job, Map<String, String> environment, Path folder) {
    public Confinement {
        if (!container.matches("[A-Za-z0-9.-]{1,64}")) {
            throw new IllegalArgumentException("'" + container + "' is no container's name");
        }
        grants = List.copyOf(grants);
        environment = Map.copyOf(environment);
    }

    /** The same with other bounds. */
    public Confinement within(Job bounds) {
        return new Confinement(container, display, grants, bounds, environment, folder);
    }

    /** What a container may do with a file, or with a folder and all in it. */
    public enum Access {
        READ,
        MODIFY,
        /** Whatever else it was given: never to change, remove or rename it. */
        NO_CHANGE
    }

    /** One entry of an access list. */
    public record Grant(Path path, Access access) {}

    /**
     * The bounds of a job; its processes end when the supervisor does.
     *
     * @param memory of all its processes together, in bytes
     * @param processes at once
     * @param cpu in processors
     */
    public record Job(long memory, int processes, double cpu) {
        public Job {
            if (memory <= 0 || processes <= 0 || cpu <= 0) {
                throw new IllegalArgumentException("a job has bounds above nothing");
            }
        }
    }
}
