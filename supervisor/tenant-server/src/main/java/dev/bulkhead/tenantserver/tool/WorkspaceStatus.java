package dev.bulkhead.tenantserver.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bulkhead.protocol.home.TenantColour;
import dev.bulkhead.tenantserver.json.Rfc3339;
import java.io.IOException;
import java.util.List;

/** {@code workspace_status}: whose workspace this is, and what the session may do in it for how long. */
final class WorkspaceStatus implements Tool {
    private final Tenant tenant;
    private final Toolbox toolbox;

    WorkspaceStatus(Tenant tenant, Toolbox toolbox) {
        this.tenant = tenant;
        this.toolbox = toolbox;
    }

    @Override
    public String name() {
        return "workspace_status";
    }

    @Override
    public String definition() {
        return """
                {"name":"workspace_status","title":"Workspace status",\
                "description":"Says which tenant this workspace belongs to, which accounts it can use (names, never values),\
                 which tools this session may call and for how long.",\
                "inputSchema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{},\
                "additionalProperties":false},\
                "outputSchema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{\
                "tenant":{"type":"string"},"name":{"type":"string"},"colour":{"type":"string"},\
                "accounts":{"type":"array","items":{"type":"string"}},"tools":{"type":"array","items":{"type":"string"}},\
                "session":{"type":"string"},"expires":{"type":"string","format":"date-time"},\
                "secondsLeft":{"type":"integer","minimum":0}},\
                "required":["tenant","name","colour","accounts","tools","session"],"additionalProperties":false},\
                "annotations":{"title":"Workspace status","readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,\
                "openWorldHint":false}}""";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public Pace pace() {
        return Pace.AT_ONCE;
    }

    @Override
    public Result call(Call call) {
        return new Status(call.session(), call.session().rights(), System.currentTimeMillis() / 1000);
    }

    private final class Status implements Result {
        private final Session session;
        private final Rights rights;
        private final long now;

        Status(Session session, Rights rights, long now) {
            this.session = session;
            this.rights = rights;
            this.now = now;
        }

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("tenant", tenant.id());
            json.writeStringField("name", tenant.name());
            json.writeStringField("colour", TenantColour.of(tenant.id()).wireName());
            json.writeArrayFieldStart("accounts");
            for (String account : tenant.accounts()) {
                json.writeString(account);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("tools");
            for (Tool tool : toolbox.allowed(rights)) {
                json.writeString(tool.name());
            }
            json.writeEndArray();
            json.writeStringField("session", session.id());
            if (rights.expires() != Rights.NEVER) {
                json.writeStringField("expires", Rfc3339.of(rights.expires()));
                json.writeNumberField("secondsLeft", Math.max(0, rights.expires() - now));
            }
            json.writeEndObject();
        }

        @Override
        public long roughSize() {
            return 1000;
        }
    }
}
