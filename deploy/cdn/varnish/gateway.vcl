vcl 4.1;

# Varnish in front of the gateway; docs/cdn.md explains the rules.
#
# It holds what the gateway calls public with s-maxage, and nothing else. Whoever asks may be sent what is held, since
# that is the same for everyone; what is fetched to be held is fetched without credentials.

import std;
import xkey;

include "backend.vcl";

sub vcl_recv {
  set req.backend_hint = gateway;
  if (req.restarts == 0) {
    # Used below, and never taken from outside.
    unset req.http.x-lookup;
    unset req.http.x-gateway-failed;
  }

  if (req.method == "PURGE") {
    if (client.ip !~ purgers || std.getenv("CDN_PURGE_TOKEN") == "" ||
        req.http.authorization != "Bearer " + std.getenv("CDN_PURGE_TOKEN")) {
      return (synth(403, "Purging needs an address in the list of purgers and the token"));
    }
    if (req.http.xkey-purge) {
      return (synth(200, "Purged " + xkey.purge(req.http.xkey-purge)));
    }
    if (req.http.xkey-softpurge) {
      return (synth(200, "Purged " + xkey.softpurge(req.http.xkey-softpurge)));
    }
    return (synth(400, "Name surrogate keys in xkey-purge or xkey-softpurge"));
  }

  if (req.http.upgrade ~ "(?i)^websocket$") {
    return (pipe);
  }
  if (req.method != "GET" && req.method != "HEAD") {
    return (pass);
  }

  # Parameters that advertisers add to links, and that no operation reads.
  set req.url = regsuball(req.url, "([?&])((utm_[a-z]+|gclid|fbclid|msclkid)=[^&]*(&|$))+", "\1");
  set req.url = regsub(req.url, "[?&]$", "");

  # The only two forms whose answers may be held. A partner's operations need a key, and streams are made for one client.
  if (req.url !~ "^/p/[^/?]+/[^/?]+(\?|$)" && req.url !~ "^/graphql\?(.*&)?extensions=") {
    return (pass);
  }
  if (req.url ~ "^/p/partner-" || req.http.accept ~ "(?i)text/event-stream|multipart/") {
    return (pass);
  }
  # Who has just written reads from the gateway, which knows how recent the answer has to be.
  if (req.http.x-consistency-token || req.http.cookie ~ "consistency-token=") {
    return (pass);
  }
  # The gateway reads no other cookie.
  unset req.http.cookie;

  # Two variants of an answer instead of one for each way to write this header; one with preferences stays as it is.
  if (!req.http.accept) {
    set req.http.accept = "application/json";
  } elsif (req.http.accept !~ "(?i);\s*q=") {
    if (req.http.accept ~ "(?i)application/graphql-response\+json") {
      set req.http.accept = "application/graphql-response+json";
    } elsif (req.http.accept ~ "(?i)application/json|\*/\*") {
      set req.http.accept = "application/json";
    }
  }

  if (req.http.authorization || req.http.x-api-key) {
    set req.http.x-lookup = "held only";
  } else {
    set req.http.x-lookup = "held or filled";
  }
  # Past its time an answer is sent for a minute while a fresh one is fetched. While the gateway fails there is no such
  # limit, and it is sent for as long as it is held.
  if (std.healthy(req.backend_hint) && !req.http.x-gateway-failed) {
    set req.grace = 60s;
  }
  return (hash);
}

sub vcl_miss {
  if (req.http.x-gateway-failed) {
    return (synth(503));
  }
  if (req.http.x-lookup == "held only") {
    return (pass);
  }
}

sub vcl_pass {
  if (req.http.x-gateway-failed) {
    return (synth(503));
  }
}

sub vcl_pipe {
  set bereq.http.upgrade = req.http.upgrade;
  set bereq.http.connection = "upgrade";
}

sub vcl_backend_fetch {
  unset bereq.http.x-lookup;
  unset bereq.http.x-gateway-failed;
  if (!bereq.uncacheable) {
    unset bereq.http.authorization;
    unset bereq.http.x-api-key;
  }
}

sub vcl_backend_response {
  if (bereq.uncacheable) {
    return (deliver);
  }
  if (beresp.status != 200 || beresp.http.cache-control !~ "s-maxage=[1-9]" ||
      beresp.http.cache-control ~ "(?i)private|no-store|no-cache" ||
      beresp.http.set-cookie || beresp.http.x-consistency-token || beresp.http.vary ~ "\*") {
    if (bereq.is_bgfetch) {
      # What is held has the rest of its minute.
      return (abandon);
    }
    if (beresp.status >= 500) {
      set beresp.uncacheable = true;
      set beresp.ttl = 0s;
      return (deliver);
    }
    # Remembered for a moment, so that requests for it do not wait for one another.
    return (pass(10s));
  }
  # Varnish itself has taken the time to live from s-maxage and Age.
  set beresp.grace = std.duration(regsub(beresp.http.cache-control, ".*stale-if-error=([0-9]+).*", "\1s"), 60s);
  set beresp.http.xkey = beresp.http.surrogate-key;
  # The gateway does not compress. Varnish does so once for all who are sent the answer, and names the variant in Vary.
  set beresp.do_gzip = true;
}

sub vcl_backend_error {
  if (bereq.is_bgfetch) {
    return (abandon);
  }
  set beresp.uncacheable = true;
  set beresp.ttl = 0s;
  return (deliver);
}

sub vcl_deliver {
  # The gateway failed before its probe did: look for an answer past its time.
  if (resp.status >= 500 && req.http.x-lookup && !req.http.x-gateway-failed) {
    set req.http.x-gateway-failed = "yes";
    return (restart);
  }
  if (obj.hits > 0) {
    if (obj.ttl > 0s) {
      set resp.http.x-cache = "hit";
    } else {
      set resp.http.x-cache = "stale";
    }
    # Of the request that filled the cache.
    unset resp.http.x-request-id;
  } elsif (obj.uncacheable) {
    set resp.http.x-cache = "pass";
  } else {
    set resp.http.x-cache = "miss";
  }
  # What was meant for the CDN ends here. A browser holds nothing past its time, since no purge reaches it.
  if (resp.http.xkey) {
    set resp.http.cache-control = "public, max-age=0, must-revalidate";
    unset resp.http.xkey;
    unset resp.http.surrogate-key;
    unset resp.http.cache-tag;
    unset resp.http.vercel-cache-tag;
  }
  unset resp.http.x-varnish;
  unset resp.http.via;
}

sub vcl_synth {
  if (req.method == "PURGE") {
    set resp.http.content-type = "text/plain; charset=utf-8";
    synthetic(resp.reason);
    return (deliver);
  }
  set resp.http.content-type = "application/json; charset=utf-8";
  set resp.http.cache-control = "private, no-store";
  set resp.http.retry-after = "5";
  synthetic({"{"errors":[{"message":"A part of the platform is unavailable.","extensions":{"code":"UPSTREAM_UNAVAILABLE","retryable":true}}]}"});
  return (deliver);
}
