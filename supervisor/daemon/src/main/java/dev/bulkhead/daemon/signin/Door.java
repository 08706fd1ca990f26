package dev.bulkhead.daemon.signin;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's state. {@link #attempts} is held while a passphrase is tried, so that there is one try at a time; the state and
 * the notes of what is to be told are guarded by this object, for a moment each, so that signing out never waits for a key
 * derivation. Listeners are called with neither held.
 */
final class Door {
    /** Bound while this thread calls a listener, of whichever tenant. */
    private static final ScopedValue<Door> TELLING = ScopedValue.newInstance();

    final ReentrantLock attempts = new ReentrantLock(true);

    /** Guarded by {@link #attempts}. */
    final Throttle throttle;

    private final Queue<Note> notes = new ArrayDeque<>();
    private boolean someoneTells;
    private @Nullable SignIn live;

    Door(Throttle throttle) {
        this.throttle = throttle;
    }

    /** Something that the listeners are to be told. */
    static final class Note {
        private final Runnable telling;

        /** What a listener causes cannot be waited for: it comes after the listener has returned. */
        private final boolean ofAListener = TELLING.isBound();

        private final CompletableFuture<Optional<RuntimeException>> told = new CompletableFuture<>();

        private Note(Runnable telling) {
            this.telling = telling;
        }

        private Optional<RuntimeException> tell() {
            Optional<RuntimeException> failure = Optional.empty();
            try {
                telling.run();
            } catch (RuntimeException e) {
                failure = Optional.of(e);
            } finally {
                told.complete(failure);
            }
            return failure;
        }
    }

    synchronized Optional<SignIn> live() {
        return Optional.ofNullable(live);
    }

    /** Takes the sign-in in, and notes down what is to be told of it. */
    synchronized Note enter(SignIn signIn, Runnable telling) {
        live = signIn;
        return note(telling);
    }

    /** Puts {@code now} in the place of the live sign-in, if that is the same one, and notes down what is to be told of it. */
    synchronized Optional<Note> change(SignIn now, Runnable telling) {
        if (live == null || live.epoch() != now.epoch()) {
            return Optional.empty();
        }
        live = now;
        return Optional.of(note(telling));
    }

    /** Ends the live sign-in, if it is {@code which}, and notes down what is to be told of it. */
    synchronized Optional<Note> leave(SignIn which, Runnable telling) {
        if (live == null || live.epoch() != which.epoch()) {
            return Optional.empty();
        }
        live = null;
        return Optional.of(note(telling));
    }

    private Note note(Runnable telling) {
        var note = new Note(telling);
        notes.add(note);
        return note;
    }

    /**
     * Tells the notes in their order, or leaves that to the thread that is at it. Whoever returns from here knows that
     * {@code mine} was told, unless a listener has caused it: threads that tell for two tenants and wait for each other would
     * never end.
     *
     * @throws RuntimeException what a listener threw at {@code mine}, or at what a listener caused while this thread told
     */
    void tell(Note mine) {
        Optional<RuntimeException> failure = takeTurn() ? tellAll() : Optional.empty();
        Optional<RuntimeException> first =
                mine.ofAListener ? failure : mine.told.join().or(() -> failure);
        if (first.isPresent()) {
            throw first.get();
        }
    }

    private synchronized boolean takeTurn() {
        boolean mine = !someoneTells;
        someoneTells = true;
        return mine;
    }

    /** Returns the first failure that nobody waits for. */
    private Optional<RuntimeException> tellAll() {
        Optional<RuntimeException> unclaimed = Optional.empty();
        for (Note next = nextOrEndTurn(); next != null; next = nextOrEndTurn()) {
            Optional<RuntimeException> failure =
                    ScopedValue.where(TELLING, this).call(next::tell);
            if (next.ofAListener && unclaimed.isEmpty()) {
                unclaimed = failure;
            }
        }
        return unclaimed;
    }

    /** In one step: a note that is added later finds that nobody tells. */
    private synchronized @Nullable Note nextOrEndTurn() {
        Note next = notes.poll();
        someoneTells = next != null;
        return next;
    }
}
