/** Addresses for documentation (RFC 5737): whoever attacks here has one that belongs to nobody. */
export const AWAY = {
  hosting: '203.0.113.77',
  anotherHosting: '203.0.113.140',
  home: '203.0.113.9',
  hotel: '203.0.113.200',
} as const;

/** What strangers work with. */
export const STRANGE = {
  kali: 'Boto3/1.26.72 Python/3.11.2 Linux/6.1.0-kali5-amd64 Botocore/1.29.72',
  go: 'aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64',
  rclone: 'rclone/v1.67.0',
  browser:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36',
  macBrowser:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15',
} as const;

/** Another account, of whoever takes the data. */
export const STRANGERS_ACCOUNT = '999900001111';
