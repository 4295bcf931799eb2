# Where the gateway is, and who may purge: the part to change for a deployment.

backend gateway {
  .host = "127.0.0.1";
  .port = "4000";
  .connect_timeout = 1s;
  .first_byte_timeout = 15s;
  .between_bytes_timeout = 15s;
  .probe = {
    .url = "/api/v1/health";
    .interval = 1s;
    .timeout = 1s;
    .window = 3;
    .threshold = 2;
    .initial = 2;
  }
}

# The gateways, which also send the token that Varnish has in the environment variable CDN_PURGE_TOKEN.
acl purgers {
  "127.0.0.1";
  "::1";
}
