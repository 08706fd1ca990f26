package dev.bulkhead.ui.audit;

import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.link.AuditDesk;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.model.AuditDetail;
import dev.bulkhead.ui.theme.Shown;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import javafx.animation.PauseTransition;
import javafx.scene.Node;
import javafx.util.Duration;

/** Shows the selected event in full beside the table, for as long as one is selected. JavaFX thread. */
final class EventDetail {
    /** So often it is asked whether a checkpoint names it now. */
    private static final Duration AGAIN = Duration.seconds(5);

    private final AuditDesk desk;
    private final AuditTable table;
    private final DetailPane pane;
    private final PauseTransition again = new PauseTransition(AGAIN);
    private Optional<TenantId> tenant = Optional.empty();
    private OptionalLong shown = OptionalLong.empty();
    private Optional<Errand> asking = Optional.empty();

    EventDetail(AuditDesk desk, EventWords words, AuditTable table, Consumer<String> onlySession) {
        this.desk = desk;
        this.table = table;
        this.pane = new DetailPane(words, onlySession, this::close);
        again.setOnFinished(event -> ask());
        table.getSelectionModel().selectedItemProperty().subscribe(this::look);
        visible(false);
    }

    Node pane() {
        return pane;
    }

    /** Belongs to {@code now} from now on, and shows nothing. */
    void show(Optional<TenantId> now) {
        tenant = now;
        end();
    }

    /** Looks whether another event is selected. */
    void look() {
        RowSlot selected = table.getSelectionModel().getSelectedItem();
        if (selected == null) {
            end();
        } else if (!shown.equals(OptionalLong.of(selected.seq()))) {
            shown = OptionalLong.of(selected.seq());
            pane.reading();
            visible(true);
            ask();
        }
    }

    /** What was read may be read otherwise now: somebody has signed in or out. */
    void readAnew() {
        ask();
    }

    private void ask() {
        asking.ifPresent(Errand::cancel);
        again.stop();
        if (tenant.isPresent() && shown.isPresent()) {
            asking = Optional.of(desk.row(tenant.get(), shown.getAsLong(), new AuditDesk.Reply<>() {
                @Override
                public void done(AuditDetail detail) {
                    pane.show(detail);
                    if (detail.proof().verdict() == AuditDetail.Verdict.WAITING) {
                        again.playFromStart();
                    }
                }

                @Override
                public void failed(String why) {
                    pane.failed(why);
                }
            }));
        }
    }

    private void end() {
        shown = OptionalLong.empty();
        asking.ifPresent(Errand::cancel);
        asking = Optional.empty();
        again.stop();
        visible(false);
    }

    private void visible(boolean now) {
        Shown.set(pane, now);
        table.narrow(now);
    }

    /** Selects nothing; returns whether something was. */
    boolean close() {
        boolean was = shown.isPresent();
        table.getSelectionModel().clearSelection();
        end();
        if (was) {
            table.requestFocus();
        }
        return was;
    }
}
