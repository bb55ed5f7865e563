filedesc://crawl.arc 0.0.0.0 20210520101000 text/plain 71
1 0 A crawler
URL IP-address Archive-date Content-type Archive-length

https://quaygazette.example/2021/05/20/envoy 192.0.2.1 20210520101010 text/html 350
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8
Content-Length: 270

<!DOCTYPE html><html><head><title>Envoy comes by the early ferry</title></head><body><article><h1>Envoy comes by the early ferry</h1><p>The envoy came by the early ferry, and nobody met her on the quay. She said that the talks would be short.</p></article></body></html>
https://quaygazette.example/gone 192.0.2.1 20210520101010 text/html 212
HTTP/1.1 404 Not Found
Content-Type: text/html; charset=utf-8
Content-Length: 125

<!DOCTYPE html><html><head><title>Gone</title></head><body><article><h1>Gone</h1><p>No such page.</p></article></body></html>
https://quaygazette.example/2021/05/21/ferry 192.0.2.1 20210520101010 text/html 360
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8
Content-Length: 280

<!DOCTYPE html><html><head><title>Envoy waits for the late ferry</title></head><body><article><h1>Envoy waits for the late ferry</h1><p>The ferry was late on Fri