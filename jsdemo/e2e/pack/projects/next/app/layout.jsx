export const metadata = { title: "Shelf", icons: { icon: "data:," } };

export default function Layout({ children }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <body>{children}</body>
    </html>
  );
}
