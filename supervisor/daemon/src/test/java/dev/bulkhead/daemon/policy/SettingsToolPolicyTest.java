package dev.bulkhead.daemon.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.SettingsParser;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.protocol.home.TenantId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SettingsToolPolicyTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final Binding ANY = new Binding(ACME, List.of(new ToolPattern("*")), false);

    @Test
    void denyBeatsAskBeatsAllow() throws Exception {
        ToolPolicy policy = policy("""
                { allow: ["*"], ask: ["write_file", "crm__*"], deny: ["*__delete_*"], ask-timeout: 2m }""");
        assertThat(policy.decide(ANY, "read_file")).isEqualTo(new Decision.Allow(new Rule("tools.allow \"*\"")));
        assertThat(policy.decide(ANY, "crm__send"))
                .isEqualTo(new Decision.AskFirst(new Rule("tools.ask \"crm__*\""), Duration.ofMinutes(2)));
        assertThat(policy.decide(ANY, "crm__delete_account"))
                .isEqualTo(new Decision.Refuse(
                        new Rule("tools.deny \"*__delete_*\""),
                        "tenant 'acme' is not authorised to call 'crm__delete_account'"));
    }

    @Test
    void aToolThatNoRuleNamesIsRefused() throws Exception {
        ToolPolicy policy = policy("{ allow: [\"read_file\"] }");
        assertThat(policy.decide(ANY, "read_file")).isInstanceOf(Decision.Allow.class);
        assertThat(policy.decide(ANY, "read_files")).isInstanceOf(Decision.Refuse.class);
        assertThat(policy.decide(ANY, "Read_file")).isInstanceOf(Decision.Refuse.class);
        assertThat(policy.decide(ANY, "")).isInstanceOf(Decision.Refuse.class);
    }

    @Test
    void theTokenNarrowsAndNeverWidens() throws Exception {
        ToolPolicy policy = policy("{ allow: [\"read_file\", \"list_files\"], ask: [\"list_files\"] }");
        Binding one = new Binding(ACME, List.of(new ToolPattern("read_file"), new ToolPattern("write_file")), false);
        assertThat(policy.decide(one, "read_file")).isInstanceOf(Decision.Allow.class);
        assertThat(policy.decide(one, "list_files")).isInstanceOf(Decision.Refuse.class);
        assertThat(policy.decide(one, "write_file")).isInstanceOf(Decision.Refuse.class);
        assertThat(policy.decide(ANY, "list_files")).isInstanceOf(Decision.AskFirst.class);
        assertThat(policy.decide(new Binding(ACME, List.of(), false), "read_file"))
                .isInstanceOf(Decision.Refuse.class);
    }

    @Test
    void aTenantWithoutSettingsMayNothing() {
        ToolPolicy policy = new SettingsToolPolicy(tenant -> Optional.empty(), ReadingTools.ONLY_BUILT_IN);
        assertThat(policy.decide(ANY, "read_file")).isInstanceOf(Decision.Refuse.class);
    }

    @Test
    void theHostCannotTellWhyAToolIsRefused() throws Exception {
        ToolPolicy policy = policy("{ allow: [\"read_file\"], deny: [\"x\"] }");
        Decision.Refuse denied = (Decision.Refuse) policy.decide(ANY, "x");
        Decision.Refuse unknown = (Decision.Refuse) policy.decide(ANY, "y");
        assertThat(denied.reason().replace("'x'", "'y'")).isEqualTo(unknown.reason());
    }

    @Property(tries = 300)
    void aPatternMatchesAsTheRegularExpressionDoes(
            @ForAll @Chars({'a', 'b', '*'}) @StringLength(min = 1, max = 10) String pattern,
            @ForAll @Chars({'a', 'b'}) @StringLength(max = 14) String name) {
        assertThat(new ToolPattern(pattern).matches(name)).isEqualTo(name.matches(pattern.replace("*", ".*")));
    }

    @Property(tries = 200)
    void whateverIsDeniedIsNeverAllowed(
            @ForAll @Size(max = 4) List<@AlphaChars @StringLength(min = 1, max = 3) String> words,
            @ForAll @AlphaChars @StringLength(min = 1, max = 3) String tool) {
        TenantSettings base = TenantSettings.defaults(ACME, "Acme");
        TenantSettings settings = new TenantSettings(
                ACME,
                "Acme",
                base.workspace(),
                base.session(),
                base.sandbox(),
                base.network(),
                base.hosts(),
                new TenantSettings.Tools(
                        base.tools().allow(),
                        List.of(),
                        words.stream().map(ToolPattern::new).toList()),
                base.limits(),
                base.audit(),
                base.mcpServers(),
                base.identity(),
                base.alerts());
        ToolPolicy policy = new SettingsToolPolicy(tenant -> Optional.of(settings), ReadingTools.ONLY_BUILT_IN);
        assertThat(policy.decide(ANY, tool) instanceof Decision.Refuse).isEqualTo(words.contains(tool));
    }

    @Test
    void aBindingThatReadsAloneAllowsOnlyWhatSaysItChangesNothing() throws Exception {
        TenantSettings settings = TenantSettings.defaults(ACME, "Acme");
        ToolPolicy policy = new SettingsToolPolicy(
                tenant -> Optional.of(settings), (tenant, tool) -> tenant.equals(ACME) && tool.equals("crm__list"));
        Binding reads = new Binding(ACME, List.of(new ToolPattern("*")), true);
        assertThat(policy.decide(reads, "crm__list")).isInstanceOf(Decision.Allow.class);
        assertThat(policy.decide(reads, "crm__send")).isInstanceOf(Decision.Refuse.class);
        assertThat(policy.decide(ANY, "crm__send")).isInstanceOf(Decision.Allow.class);
        ToolPolicy builtIn = new SettingsToolPolicy(tenant -> Optional.of(settings), ReadingTools.ONLY_BUILT_IN);
        assertThat(builtIn.decide(reads, "read_file")).isInstanceOf(Decision.Allow.class);
        assertThat(builtIn.decide(reads, "write_file")).isInstanceOf(Decision.Refuse.class);
        assertThat(builtIn.decide(reads, "never_heard_of")).isInstanceOf(Decision.Refuse.class);
    }

    private static ToolPolicy policy(String tools) throws Exception {
        String yaml = "version: 1\ntenant: acme\ntools: " + tools + "\n";
        TenantSettings settings =
                new SettingsParser(Path.of("/home/me")).parse("acme.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        return new SettingsToolPolicy(tenant -> Optional.of(settings), ReadingTools.ONLY_BUILT_IN);
    }
}
